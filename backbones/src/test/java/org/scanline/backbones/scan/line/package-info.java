/** Laws of the package. */
@NullMarked
package org.scanline.backbones.scan.line;

import org.jspecify.annotations.NullMarked;
