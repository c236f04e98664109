/**
 * Published nets behind streams: what a net must be able to do, how its publisher cuts sound into
 * windows, and who recognises which file.
 */
@NullMarked
package org.scanline.audio.separation.published;

import org.jspecify.annotations.NullMarked;
