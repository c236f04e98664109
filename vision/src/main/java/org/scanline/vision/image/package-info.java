/** Strips of images and the nets that read them from the top down. */
@NullMarked
package org.scanline.vision.image;

import org.jspecify.annotations.NullMarked;
