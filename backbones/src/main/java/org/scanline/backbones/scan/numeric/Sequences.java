package org.scanline.backbones.scan.numeric;

import java.util.stream.IntStream;

/** Independent sequences shared out among threads; none is computed by two. */
public final class Sequences {
  private static final long WORTH_A_THREAD = 1 << 16; // multiply-adds

  private Sequences() {}

  /** What to do with the sequences from..to; called on several threads at once. */
  @FunctionalInterface
  public interface Part {
    /** Computes them. */
    void run(int from, int to);
  }

  /**
   * Runs all sequences.
   *
   * @param count number of sequences
   * @param work multiply-adds of all together; small work is not shared out
   * @param threads most threads to use, from the common pool; 1 stays on the calling thread
   */
  public static void share(int count, long work, int threads, Part part) {
    int parts = (int) Math.max(1, Math.min(Math.min(threads, count), work / WORTH_A_THREAD));
    if (parts == 1) {
      part.run(0, count);
      return;
    }
    IntStream.range(0, parts)
        .parallel()
        .forEach(p -> part.run(cut(count, p, parts), cut(count, p + 1, parts)));
  }

  private static int cut(int count, int part, int parts) {
    return (int) ((long) count * part / parts);
  }
}
