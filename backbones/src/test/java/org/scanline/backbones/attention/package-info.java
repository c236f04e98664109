/** Laws of the package. */
@NullMarked
package org.scanline.backbones.attention;

import org.jspecify.annotations.NullMarked;
