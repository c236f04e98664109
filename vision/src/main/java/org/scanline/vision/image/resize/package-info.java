/** Resizing of images as MATLAB, OpenCV, Pillow and PyTorch do it, whole and row by row. */
@NullMarked
package org.scanline.vision.image.resize;

import org.jspecify.annotations.NullMarked;
