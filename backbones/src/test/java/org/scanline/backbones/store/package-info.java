/** Laws of the package. */
@NullMarked
package org.scanline.backbones.store;

import org.jspecify.annotations.NullMarked;
