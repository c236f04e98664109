package org.scanline.separate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a song.
 *
 * @param start seconds from the beginning
 * @param duration seconds; infinite for the rest of the song
 */
public record TimeRange(double start, double duration) {
  /** The whole song. */
  public static final TimeRange ALL = new TimeRange(0, Double.POSITIVE_INFINITY);

  private static final Pattern CLOCK =
      Pattern.compile("(?:(?:(\\d{1,4}):)?(\\d{1,6}):)?(\\d{1,9}(?:\\.\\d{0,9})?|\\.\\d{1,9})");

  /** Checks that the start is not negative and the duration is more than nothing. */
  public TimeRange {
    if (!(start >= 0) || Double.isInfinite(start)) {
      throw new IllegalArgumentException("start=" + start + " s must not be negative");
    }
    if (!(duration > 0)) {
      throw new IllegalArgumentException("duration=" + duration + " s must be more than 0");
    }
  }

  /**
   * Reads seconds, minutes and seconds, or hours too: {@code 90}, {@code 1:30.5}, {@code 1:02:03}.
   *
   * @return seconds
   * @throws IllegalArgumentException when it is none of these
   */
  public static double seconds(String text) {
    Matcher matcher = CLOCK.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a time; write seconds (90), mm:ss (1:30) or hh:mm:ss (1:02:03)");
    }
    double hours = matcher.group(1) == null ? 0 : Double.parseDouble(matcher.group(1));
    double minutes = matcher.group(2) == null ? 0 : Double.parseDouble(matcher.group(2));
    return 3600 * hours + 60 * minutes + Double.parseDouble(matcher.group(3));
  }

  /** First frame at a sample rate in Hz. */
  long firstFrame(int sampleRate) {
    return Math.round(start * sampleRate);
  }

  /** Most frames at a sample rate in Hz. */
  long maxFrames(int sampleRate) {
    double frames = duration * sampleRate;
    return frames >= Long.MAX_VALUE / 2.0 ? Long.MAX_VALUE / 2 : Math.max(1, Math.round(frames));
  }
}
