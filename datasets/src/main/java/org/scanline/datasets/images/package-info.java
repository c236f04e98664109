/**
 * Photographs: pieces of them to train nets on, the training of nets that restore images, and how
 * good these are.
 */
@NullMarked
package org.scanline.datasets.images;

import org.jspecify.annotations.NullMarked;
