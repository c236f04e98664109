/** How near an image is to another: peak signal-to-noise ratio and structural similarity. */
@NullMarked
package org.scanline.vision.image.metric;

import org.jspecify.annotations.NullMarked;
