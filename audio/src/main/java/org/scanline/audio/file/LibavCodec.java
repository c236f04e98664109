package org.scanline.audio.file;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S32;

/**
 * FFmpeg's names for one of our output formats.
 *
 * @param muxer name of the container's muxer
 * @param encoder name of the encoder
 * @param sampleFormat the encoder's input
 * @param bits significant bits of an integer format, 0 for floats
 * @param bitrate bits in a second, 0 for lossless codecs
 * @param pictureStream whether the muxer takes the cover as a picture stream
 */
record LibavCodec(
    String muxer, String encoder, int sampleFormat, int bits, int bitrate, boolean pictureStream) {

  private static final int OPUS_HIGHEST_RATE = 256_000;

  /** The codec of an output format; default bit rates grow with the channels beyond stereo. */
  static LibavCodec of(OutputFormat format, int channels) {
    int bitrate = format.effectiveBitrate();
    if (format.bitrate() == 0) {
      bitrate *= Math.max(1, channels / 2);
    }
    return switch (format.codec()) {
      case FLAC_16 -> new LibavCodec("flac", "flac", AV_SAMPLE_FMT_S16, 16, 0, true);
      case FLAC_24 -> new LibavCodec("flac", "flac", AV_SAMPLE_FMT_S32, 24, 0, true);
      case MP3 -> new LibavCodec("mp3", "libmp3lame", AV_SAMPLE_FMT_FLTP, 0, bitrate, true);
      case OPUS ->
          new LibavCodec(
              "opus",
              "libopus",
              AV_SAMPLE_FMT_FLT,
              0,
              Math.min(bitrate, OPUS_HIGHEST_RATE * channels),
              false);
      case M4A -> new LibavCodec("ipod", "aac", AV_SAMPLE_FMT_FLTP, 0, bitrate, true);
      default -> throw new IllegalArgumentException(format.codec() + " is not FFmpeg's");
    };
  }
}
