/** Conv-TasNet against its publishers' numbers, and its laws. */
@NullMarked
package org.scanline.audio.separation.net.tasnet;

import org.jspecify.annotations.NullMarked;
