/** The Demucs family against its publishers' numbers. */
@NullMarked
package org.scanline.audio.separation.net.demucs;

import org.jspecify.annotations.NullMarked;
