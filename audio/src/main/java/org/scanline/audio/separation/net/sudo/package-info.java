/** Sudo rm -rf (Tzinis, Wang and Smaragdis, 2020, arXiv 2007.06833) as Asteroid has it. */
@NullMarked
package org.scanline.audio.separation.net.sudo;

import org.jspecify.annotations.NullMarked;
