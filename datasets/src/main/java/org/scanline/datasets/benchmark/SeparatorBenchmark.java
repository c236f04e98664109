package org.scanline.datasets.benchmark;

import java.util.List;
import org.scanline.audio.separation.net.UntrainedNet;

/** Measures a separation net of published size with random weights. */
public final class SeparatorBenchmark {
  private SeparatorBenchmark() {}

  /** Names of the nets that can be measured. */
  public static List<String> names() {
    return UntrainedNet.names();
  }

  /**
   * Separates noise once to warm up, then some times more. The peak is that of the whole process:
   * measure one net in a process.
   *
   * @param net one of {@link #names()}
   * @param seconds of sound
   * @param runs after the first, of which the one with the least CPU time counts
   * @throws IllegalArgumentException for an unknown net, or less than a second or a run
   */
  public static SeparatorSpeed run(String net, double seconds, int runs) {
    if (!(seconds >= 1 && seconds <= 600) || runs < 1) {
      throw new IllegalArgumentException(
          "seconds=" + seconds + " must lie in 1..600 and runs=" + runs + " be at least 1");
    }
    try (UntrainedNet untrained = UntrainedNet.open(net)) {
      System.gc(); // what building it left behind is no part of separating
      long sum = untrained.separate(seconds);
      double cpu = Double.POSITIVE_INFINITY;
      double wall = Double.POSITIVE_INFINITY;
      for (int i = 0; i < runs; i++) {
        double cpuBefore = ProcessTime.seconds();
        long before = System.nanoTime();
        if (untrained.separate(seconds) != sum) {
          throw new IllegalStateException("two runs of " + net + " gave different stems");
        }
        wall = Math.min(wall, (System.nanoTime() - before) / 1e9);
        cpu = Math.min(cpu, ProcessTime.seconds() - cpuBefore);
      }
      return new SeparatorSpeed(
          net, seconds, cpu / seconds, wall / seconds, ResidentMemory.highest(), sum);
    }
  }
}
