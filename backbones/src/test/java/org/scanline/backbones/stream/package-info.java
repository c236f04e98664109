/** Laws of the package. */
@NullMarked
package org.scanline.backbones.stream;

import org.jspecify.annotations.NullMarked;
