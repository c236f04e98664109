package org.scanline.backbones.scan;

import java.util.concurrent.ForkJoinPool;

/**
 * Which of the equal forms of a recurrence to compute.
 *
 * @param kind the form
 * @param size steps in a chunk at most for {@link Kind#CHUNKED}, threads at most for {@link
 *     Kind#FUSED}, else 1
 */
public record ScanForm(Kind kind, int size) {

  /** The three forms; every recurrence has all of them. */
  public enum Kind {
    /** Step by step on NDArrays; has gradients. For tests and very short inputs. */
    NAIVE,
    /** Matrix products over chunks; has gradients, runs on any device. For training. */
    CHUNKED,
    /** Plain Java on FLOAT32 arrays on the CPU; no gradients. For inference. */
    FUSED
  }

  /** Checks the size. */
  public ScanForm {
    if (size < 1) {
      throw new IllegalArgumentException(
          (kind == Kind.FUSED ? "threads=" : "chunk=") + size + " must be at least 1");
    }
  }

  /** Step by step on NDArrays; has gradients. */
  public static ScanForm naive() {
    return new ScanForm(Kind.NAIVE, 1);
  }

  /** Matrix products over chunks of at most so many steps; has gradients, runs on any device. */
  public static ScanForm chunked(int chunk) {
    return new ScanForm(Kind.CHUNKED, chunk);
  }

  /** Plain Java on all processors; no gradients. */
  public static ScanForm fused() {
    return fused(ForkJoinPool.getCommonPoolParallelism() + 1);
  }

  /**
   * Plain Java on at most so many threads of the common pool; no gradients, the bits of {@link
   * #fused()}. One thread is the caller's own.
   */
  public static ScanForm fused(int threads) {
    return new ScanForm(Kind.FUSED, threads);
  }
}
