/** Sample rates and channels: the resampler and the downmix. */
@NullMarked
package org.scanline.audio.signal;

import org.jspecify.annotations.NullMarked;
