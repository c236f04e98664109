/** Laws and reference numbers of the recurrences. */
@NullMarked
package org.scanline.backbones.scan;

import org.jspecify.annotations.NullMarked;
