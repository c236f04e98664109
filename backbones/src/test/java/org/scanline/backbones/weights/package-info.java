/** Laws of the package. */
@NullMarked
package org.scanline.backbones.weights;

import org.jspecify.annotations.NullMarked;
