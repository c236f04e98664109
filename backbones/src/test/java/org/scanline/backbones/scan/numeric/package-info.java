/** Laws of the package. */
@NullMarked
package org.scanline.backbones.scan.numeric;

import org.jspecify.annotations.NullMarked;
