/** Diagonal decay plus a low-rank change of the state, as in RWKV-7. */
@NullMarked
package org.scanline.backbones.scan.dplr;

import org.jspecify.annotations.NullMarked;
