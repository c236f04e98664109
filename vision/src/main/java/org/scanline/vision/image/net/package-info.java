/** Nets over images as DJL blocks, and the stages through which they read an image row by row. */
@NullMarked
package org.scanline.vision.image.net;

import org.jspecify.annotations.NullMarked;
