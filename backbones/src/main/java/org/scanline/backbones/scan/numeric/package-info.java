/** Elementary functions for the fused forms, in float arithmetic with fixed rounding. */
@NullMarked
package org.scanline.backbones.scan.numeric;

import org.jspecify.annotations.NullMarked;
