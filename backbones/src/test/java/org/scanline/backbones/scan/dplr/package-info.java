/** Laws of the package. */
@NullMarked
package org.scanline.backbones.scan.dplr;

import org.jspecify.annotations.NullMarked;
