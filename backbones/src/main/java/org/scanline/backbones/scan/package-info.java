/**
 * The recurrences under the mixers, a folder for each, every one in three equal forms: naive,
 * chunked (both on NDArrays, with gradients) and fused (plain Java, inference only).
 */
@NullMarked
package org.scanline.backbones.scan;

import org.jspecify.annotations.NullMarked;
