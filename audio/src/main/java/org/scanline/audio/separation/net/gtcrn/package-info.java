/** GTCRN, a speech enhancer small enough for any machine, whole and as a stream. */
@NullMarked
package org.scanline.audio.separation.net.gtcrn;

import org.jspecify.annotations.NullMarked;
