/** Audio files in and out, by blocks: WAV in plain Java, everything else through FFmpeg. */
@NullMarked
package org.scanline.audio.file;

import org.jspecify.annotations.NullMarked;
