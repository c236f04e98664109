/** Laws of the package. */
@NullMarked
package org.scanline.backbones.mixer.noncausal;

import org.jspecify.annotations.NullMarked;
