/** Published parts of image nets as DJL blocks, to be put into nets of one's own. */
@NullMarked
package org.scanline.vision.image.block;

import org.jspecify.annotations.NullMarked;
