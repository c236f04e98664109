package org.scanline.audio.separation;

import org.scanline.audio.AudioBuffer;
import org.scanline.backbones.stream.Streaming;

/**
 * Sound in, stems out, at the input's rate, channels and length; the cuts of the input change
 * nothing.
 *
 * <p>Memory does not grow with the length. One thread at a time.
 */
public interface SeparationStream extends Streaming<AudioBuffer, Stems> {}
