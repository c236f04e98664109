/** Laws of the package. */
@NullMarked
package org.scanline.backbones.scan.selective;

import org.jspecify.annotations.NullMarked;
