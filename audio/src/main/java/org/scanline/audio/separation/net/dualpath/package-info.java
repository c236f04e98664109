/**
 * Dual-path recurrent nets (Luo, Chen and Yoshioka, 2019, arXiv 1910.06379) as Asteroid has them.
 */
@NullMarked
package org.scanline.audio.separation.net.dualpath;

import org.jspecify.annotations.NullMarked;
