/** Blocks of sound and the meaning of their channels. */
@NullMarked
package org.scanline.audio;

import org.jspecify.annotations.NullMarked;
