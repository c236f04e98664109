/** Laws of the package. */
@NullMarked
package org.scanline.backbones.hybrid;

import org.jspecify.annotations.NullMarked;
