/**
 * The streaming band-split net in the engine's terms; opened to the trainer only, so that no engine
 * type is part of the audio library's public face.
 */
@NullMarked
package org.scanline.audio.separation.net;

import org.jspecify.annotations.NullMarked;
