package org.scanline.audio.file;

import org.scanline.audio.ChannelLayout;

/**
 * What a file says about its sound.
 *
 * @param sampleRate in Hz
 * @param channels number of channels
 * @param frames length; an estimate where the container gives bit rate and size only (MP3 without a
 *     Xing tag, raw AAC); -1 when it is not known before the end is reached
 * @param codec how samples are stored, for example {@code pcm_s16le} or {@code mp3}
 * @param container the file type, for example {@code wav} or {@code flac}
 * @param bits bits of one sample, or 0 for lossy codecs
 * @param layout loudspeakers of the channels
 */
public record AudioFormat(
    int sampleRate,
    int channels,
    long frames,
    String codec,
    String container,
    int bits,
    ChannelLayout layout) {

  /** Length in seconds, or NaN when it is not known. */
  public double seconds() {
    return frames < 0 ? Double.NaN : (double) frames / sampleRate;
  }
}
