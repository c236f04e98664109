/** Photographs: pieces of them to train nets on, and the training of nets that restore images. */
@NullMarked
package org.scanline.datasets.images;

import org.jspecify.annotations.NullMarked;
