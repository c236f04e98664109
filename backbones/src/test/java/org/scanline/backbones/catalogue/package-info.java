/** Laws of the package. */
@NullMarked
package org.scanline.backbones.catalogue;

import org.jspecify.annotations.NullMarked;
