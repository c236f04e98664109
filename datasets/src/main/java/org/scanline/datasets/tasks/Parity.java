package org.scanline.datasets.tasks;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Whether the number of ones so far is odd (Grazzi et al., 2024, Unlocking state-tracking in linear
 * RNNs through negative eigenvalues).
 *
 * <p>Tokens are bits. Training asks at every step, with lengths from 3; a test asks at the last
 * step only. A linear recurrence with eigenvalues in [0,1] cannot do it at every length.
 */
public final class Parity extends TokenTask {
  private static final int SHORTEST = 3;

  /** The task. */
  public Parity() {}

  @Override
  public int vocabulary() {
    return 2;
  }

  @Override
  public int classes() {
    return 2;
  }

  @Override
  void check(int length) {
    demand(length >= SHORTEST, "parity needs length=" + length + " to be at least " + SHORTEST);
  }

  @Override
  int shortest(int length) {
    return SHORTEST;
  }

  @Override
  void fill(SplittableRandom random, int[] tokens, int[] targets) {
    int odd = 0;
    for (int t = 0; t < tokens.length; t++) {
      tokens[t] = random.nextInt(2);
      odd ^= tokens[t];
      targets[t] = odd;
    }
  }

  @Override
  void keepTested(int[] targets) {
    Arrays.fill(targets, 0, targets.length - 1, TaskBatch.NOT_ASKED);
  }
}
