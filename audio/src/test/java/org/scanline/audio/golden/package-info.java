/** Reference numbers of published nets. */
@NullMarked
package org.scanline.audio.golden;

import org.jspecify.annotations.NullMarked;
