/** Nets of encoder, masks and decoder against their publishers' numbers. */
@NullMarked
package org.scanline.audio.separation.net.masking;

import org.jspecify.annotations.NullMarked;
