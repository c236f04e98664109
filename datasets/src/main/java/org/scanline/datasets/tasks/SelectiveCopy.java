package org.scanline.datasets.tasks;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Selective copying (Gu and Dao, 2023, Mamba): some tokens stand scattered among noise and are to
 * be said again in their order.
 *
 * <p>Token 0 is noise, V-1 asks; the ones between are copied. A sequence of length L has L steps of
 * noise and copied tokens, then one asking step for each copied token.
 */
public final class SelectiveCopy extends TokenTask {
  private final int vocabulary;
  private final int copies;

  /** The task with a vocabulary of V tokens and so many to copy. */
  public SelectiveCopy(int vocabulary, int copies) {
    demand(
        vocabulary >= 3 && copies >= 1,
        "vocabulary=%d must be at least 3, copies=%d at least 1".formatted(vocabulary, copies));
    this.vocabulary = vocabulary;
    this.copies = copies;
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
    demand(length >= copies, "selective-copy needs length=" + length + " to be at least " + copies);
  }

  @Override
  int steps(int length) {
    return length + copies;
  }

  @Override
  void fill(SplittableRandom random, int[] tokens, int[] targets) {
    int length = tokens.length - copies;
    int[] places = random.ints(0, length).distinct().limit(copies).sorted().toArray();
    Arrays.fill(tokens, length, tokens.length, vocabulary - 1);
    for (int i = 0; i < copies; i++) {
      tokens[places[i]] = random.nextInt(1, vocabulary - 1);
      targets[length + i] = tokens[places[i]];
    }
  }
}
