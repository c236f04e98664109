/**
 * The gated outer-product recurrence in three forms: naive, chunked (both on NDArrays, with
 * gradients) and fused (plain Java, inference only).
 */
@NullMarked
package org.scanline.backbones.scan;

import org.jspecify.annotations.NullMarked;
