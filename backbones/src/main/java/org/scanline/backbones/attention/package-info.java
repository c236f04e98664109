/**
 * Attention on queries, keys and values (B,H,T,C) without parameters of its own: feature maps,
 * softmax over windows and blocks, normalized sums.
 */
@NullMarked
package org.scanline.backbones.attention;

import org.jspecify.annotations.NullMarked;
