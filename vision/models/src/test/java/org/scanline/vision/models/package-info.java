@NullMarked
package org.scanline.vision.models;

import org.jspecify.annotations.NullMarked;
