/** Laws of the package. */
@NullMarked
package org.scanline.backbones.scan.delta;

import org.jspecify.annotations.NullMarked;
