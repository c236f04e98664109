/** Laws of the package. */
@NullMarked
package org.scanline.backbones.mixer;

import org.jspecify.annotations.NullMarked;
