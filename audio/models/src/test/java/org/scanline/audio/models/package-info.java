@NullMarked
package org.scanline.audio.models;

import org.jspecify.annotations.NullMarked;
