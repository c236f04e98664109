/** Laws of the package. */
@NullMarked
package org.scanline.backbones.attention.noncausal;

import org.jspecify.annotations.NullMarked;
