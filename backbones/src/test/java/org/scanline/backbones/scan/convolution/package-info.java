/** Laws of the package. */
@NullMarked
package org.scanline.backbones.scan.convolution;

import org.jspecify.annotations.NullMarked;
