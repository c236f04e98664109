package org.scanline.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.file.Codec;
import org.scanline.audio.file.OutputFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How output files are stored. */
final class FormatOptions {

  /** File types. */
  enum Type {
    WAV,
    FLAC,
    MP3,
    OPUS,
    M4A
  }

  @Option(
      names = "--format",
      paramLabel = "TYPE",
      defaultValue = "wav",
      description = "wav, flac, mp3, opus or m4a (default: ${DEFAULT-VALUE}).")
  private Type type = Type.WAV;

  @Option(
      names = "--bit-depth",
      paramLabel = "BITS",
      description = "16, 24 or float (wav only); wav and flac (default: 24).")
  private @Nullable String bitDepth;

  @Option(
      names = "--bitrate",
      paramLabel = "RATE",
      converter = Bitrate.class,
      description = "For mp3, opus and m4a, such as 192k (default: mp3 320k, opus 160k, m4a 256k).")
  private @Nullable Integer bitrate;

  /**
   * The format asked for.
   *
   * @throws IllegalArgumentException when the options do not fit together
   */
  OutputFormat format() {
    Codec codec = codec();
    if (bitrate != null && !codec.lossy()) {
      throw new IllegalArgumentException(
          "--bitrate is for mp3, opus and m4a, not " + Words.of(type));
    }
    return new OutputFormat(codec, bitrate == null ? 0 : bitrate);
  }

  private Codec codec() {
    String bits = bitDepth == null ? "24" : bitDepth.toLowerCase(Locale.ROOT);
    Codec codec =
        switch (type) {
          case WAV -> wav(bits);
          case FLAC -> flac(bits);
          case MP3 -> Codec.MP3;
          case OPUS -> Codec.OPUS;
          case M4A -> Codec.M4A;
        };
    if (bitDepth != null && codec.lossy()) {
      throw new IllegalArgumentException("--bit-depth is for wav and flac, not " + Words.of(type));
    }
    return codec;
  }

  private static Codec wav(String bits) {
    return switch (bits) {
      case "16" -> Codec.WAV_16;
      case "24" -> Codec.WAV_24;
      case "float", "32", "32f" -> Codec.WAV_FLOAT;
      default ->
          throw new IllegalArgumentException("--bit-depth must be 16, 24 or float, not " + bits);
    };
  }

  private static Codec flac(String bits) {
    return switch (bits) {
      case "16" -> Codec.FLAC_16;
      case "24" -> Codec.FLAC_24;
      default ->
          throw new IllegalArgumentException("--bit-depth for flac must be 16 or 24, not " + bits);
    };
  }

  /** Reads {@code 192k}, {@code 192} or {@code 192000}. */
  static final class Bitrate implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      String digits = text.strip().toLowerCase(Locale.ROOT);
      boolean thousands = digits.endsWith("k");
      digits = thousands ? digits.substring(0, digits.length() - 1) : digits;
      if (!digits.matches("[0-9]{1,7}")) {
        throw new TypeConversionException(
            "'" + text + "' is not a bit rate; write for example 192k");
      }
      int number = Integer.parseInt(digits);
      int rate = thousands || number < 1000 ? number * 1000 : number;
      try {
        return new OutputFormat(Codec.MP3, Math.max(1, rate)).bitrate();
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + text + "' is not a sensible bit rate; try 192k");
      }
    }
  }
}
