/** Laws of the package. */
@NullMarked
package org.scanline.backbones.scan.grid;

import org.jspecify.annotations.NullMarked;
