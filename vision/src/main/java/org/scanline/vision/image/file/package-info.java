/** Files of images, read and written some rows at a time. */
@NullMarked
package org.scanline.vision.image.file;

import org.jspecify.annotations.NullMarked;
