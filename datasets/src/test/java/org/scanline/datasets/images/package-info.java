@NullMarked
package org.scanline.datasets.images;

import org.jspecify.annotations.NullMarked;
