/** Laws and reference numbers of the recurrences. */
@NullMarked
package org.scanline.backbones.scan.outer;

import org.jspecify.annotations.NullMarked;
