/** Laws of the layers. */
@NullMarked
package org.scanline.backbones.layer;

import org.jspecify.annotations.NullMarked;
