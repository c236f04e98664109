/** MossFormer2, which separates speakers. */
@NullMarked
package org.scanline.audio.separation.net.mossformer;

import org.jspecify.annotations.NullMarked;
