/**
 * The gated outer product: attention without softmax, with or without decay (linear attention,
 * retention, gated linear attention, RWKV-6, the state-space dual of Mamba-2).
 */
@NullMarked
package org.scanline.backbones.scan.outer;

import org.jspecify.annotations.NullMarked;
