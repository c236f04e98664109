package org.scanline.datasets.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is timed and for how long.
 *
 * @param kernels the recurrences, each once
 * @param lengths of the sequences, each once; kept in rising order
 * @param sizes heads and width
 * @param threads for the engine and for our own kernels alike
 * @param longestPeer chunked forms and softmax attention are timed up to this length
 * @param mixers whether whole mixers are timed too
 * @param seconds each figure is the best of the runs that fit into this time
 */
public record BenchmarkSettings(
    List<BenchmarkKernel> kernels,
    List<Long> lengths,
    Sizes sizes,
    int threads,
    long longestPeer,
    boolean mixers,
    double seconds) {

  /** Sequences of this length and longer are streamed. */
  public static final long STREAMED = 1 << 16;

  /** Steps in a piece of a stream. */
  public static final int PIECE = 1 << 14;

  private static final Pattern LENGTH = Pattern.compile("(\\d{1,9})([kKmM]?)");

  /** Checks the settings. */
  public BenchmarkSettings {
    kernels = kernels.stream().distinct().toList();
    lengths = lengths.stream().distinct().sorted().toList();
    if (kernels.isEmpty() || lengths.isEmpty()) {
      throw new IllegalArgumentException("at least one kernel and one length are needed");
    }
    for (long length : lengths) {
      if (length < 1 || (length >= STREAMED && length % PIECE != 0)) {
        throw new IllegalArgumentException(
            "length " + length + " must be positive, and a multiple of " + PIECE + " from 64k on");
      }
    }
    if (threads < 1 || !(seconds > 0)) {
      throw new IllegalArgumentException(
          "threads=" + threads + " and seconds=" + seconds + " must be positive");
    }
  }

  /**
   * Reads lengths such as 1000, 16k or 1M; k is 1024, M is 1024 k.
   *
   * @throws IllegalArgumentException naming the first that is none
   */
  public static List<Long> lengths(List<String> texts) {
    List<Long> lengths = new ArrayList<>();
    for (String text : texts) {
      Matcher matcher = LENGTH.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("'" + text + "' is no length such as 1000, 16k or 1M");
      }
      int shift = " km".indexOf(matcher.group(2).toLowerCase(Locale.ROOT).concat(" ").charAt(0));
      lengths.add(Long.parseLong(matcher.group(1)) << (10 * shift));
    }
    return lengths;
  }

  /** Steps that are computed by one call for a sequence of a length. */
  static int piece(long length) {
    return (int) (length >= STREAMED ? PIECE : length);
  }
}
