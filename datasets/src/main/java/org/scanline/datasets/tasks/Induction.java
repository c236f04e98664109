package org.scanline.datasets.tasks;

import java.util.SplittableRandom;

/**
 * Induction heads (Olsson et al., 2022; set up as in Gu and Dao, 2023, Mamba).
 *
 * <p>Random tokens, among them one special token, V-1. The special token comes again at the end,
 * and the token that followed it the first time is asked for.
 */
public final class Induction extends TokenTask {
  private final int vocabulary;

  /** The task with a vocabulary of V tokens, the special one included. */
  public Induction(int vocabulary) {
    demand(vocabulary >= 2, "vocabulary=" + vocabulary + " must be at least 2");
    this.vocabulary = vocabulary;
  }

  @Override
  public int vocabulary() {
    return vocabulary;
  }

  @Override
  public int classes() {
    return vocabulary;
  }

  @Override
  void check(int length) {
    demand(length >= 3, "induction needs length=" + length + " to be at least 3");
  }

  @Override
  void fill(SplittableRandom random, int[] tokens, int[] targets) {
    int special = vocabulary - 1;
    int last = tokens.length - 1;
    for (int t = 0; t < last; t++) {
      tokens[t] = random.nextInt(special);
    }
    int first = random.nextInt(last - 1);
    tokens[first] = special;
    tokens[last] = special;
    targets[last] = tokens[first + 1];
  }
}
