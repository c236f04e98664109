package org.scanline.audio.file;

import java.util.Arrays;
import org.scanline.audio.AudioBuffer;

/**
 * The format of a file to be written.
 *
 * @param codec how sound is stored
 * @param bitrate bits in a second for lossy codecs; 0 means the codec's default (MP3 320,000, Opus
 *     160,000, M4A 256,000); ignored by the others
 */
public record OutputFormat(Codec codec, int bitrate) {
  private static final int[] MP3_RATES = {
    8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000
  };

  /** Whatever goes into an Opus stream, decoders give 48 kHz. */
  private static final int OPUS_RATE = 48_000;

  private static final int[] AAC_RATES = {
    8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000
  };
  private static final int FLAC_HIGHEST_RATE = 655_350;

  /** Checks the bit rate. */
  public OutputFormat {
    if (bitrate < 0 || bitrate > 0 && (bitrate < 8_000 || bitrate > 1_024_000)) {
      throw new IllegalArgumentException(
          "bitrate=" + bitrate + " must be 0 or lie in 8000..1024000 bits in a second");
    }
  }

  /** A format with the codec's default bit rate. */
  public static OutputFormat of(Codec codec) {
    return new OutputFormat(codec, 0);
  }

  /** The bit rate in force: the given one or the codec's default; 0 for codecs without one. */
  public int effectiveBitrate() {
    if (!codec.lossy() || bitrate > 0) {
      return codec.lossy() ? bitrate : 0;
    }
    return switch (codec) {
      case MP3 -> 320_000;
      case OPUS -> 160_000;
      default -> 256_000;
    };
  }

  /**
   * The sample rate to use for sound of the given rate: the same where the format has it, else the
   * lowest legal one above, else the highest legal one.
   *
   * @param sampleRate in Hz
   */
  public int nearestRate(int sampleRate) {
    return switch (codec) {
      case WAV_16, WAV_24, WAV_FLOAT -> sampleRate;
      case FLAC_16, FLAC_24 -> Math.min(sampleRate, FLAC_HIGHEST_RATE);
      case MP3 -> atOrAbove(MP3_RATES, sampleRate);
      case OPUS -> OPUS_RATE;
      case M4A -> atOrAbove(AAC_RATES, sampleRate);
    };
  }

  /** Most channels that the format holds. */
  public int maxChannels() {
    return switch (codec) {
      case WAV_16, WAV_24, WAV_FLOAT -> AudioBuffer.MAX_CHANNELS;
      case MP3 -> 2;
      case M4A -> 6;
      default -> 8;
    };
  }

  private static int atOrAbove(int[] rates, int wanted) {
    return Arrays.stream(rates)
        .filter(rate -> rate >= wanted)
        .findFirst()
        .orElse(rates[rates.length - 1]);
  }
}
