@NullMarked
package org.scanline.audio.separation.net.gtcrn;

import org.jspecify.annotations.NullMarked;
