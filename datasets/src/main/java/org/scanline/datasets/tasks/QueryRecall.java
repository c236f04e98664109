package org.scanline.datasets.tasks;

import java.util.SplittableRandom;

/**
 * Multi-query associative recall, MQAR (Arora et al., 2023, Zoology).
 *
 * <p>A sequence of length L starts with L/16 pairs of a key and a value, no key and no value twice.
 * Then each key comes once more, after a gap drawn from a power law, and asks for its value. All
 * other tokens are random. Keys are tokens 1..V/2-1, values V/2..V-1.
 */
public final class QueryRecall extends TokenTask {
  private static final int STEPS_A_PAIR = 16;
  private static final double POWER = 0.01;
  private final int vocabulary;

  /** The task with a vocabulary of V tokens. */
  public QueryRecall(int vocabulary) {
    demand(
        vocabulary >= 8 && vocabulary % 2 == 0,
        "vocabulary=" + vocabulary + " must be even and at least 8");
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
    demand(
        length >= STEPS_A_PAIR && length % STEPS_A_PAIR == 0,
        "mqar needs length=" + length + " to be a multiple of " + STEPS_A_PAIR);
    demand(
        pairs(length) < vocabulary / 2,
        "mqar has %d pairs at length=%d, too many for vocabulary=%d"
            .formatted(pairs(length), length, vocabulary));
  }

  private static int pairs(int length) {
    return length / STEPS_A_PAIR;
  }

  @Override
  void fill(SplittableRandom random, int[] tokens, int[] targets) {
    int pairs = pairs(tokens.length);
    for (int t = 0; t < tokens.length; t++) {
      tokens[t] = random.nextInt(vocabulary);
    }
    int[] keys = different(random, pairs, 1, vocabulary / 2);
    int[] values = different(random, pairs, vocabulary / 2, vocabulary);
    int[] gaps = gaps(random, pairs, (tokens.length - 2 * pairs) / 2);
    for (int i = 0; i < pairs; i++) {
      tokens[2 * i] = keys[i];
      tokens[2 * i + 1] = values[i];
      int query = 2 * pairs + 2 * gaps[i];
      tokens[query] = keys[i];
      targets[query] = values[i];
    }
  }

  /** Numbers from..to-1, none twice. */
  private static int[] different(SplittableRandom random, int count, int from, int to) {
    return random.ints(from, to).distinct().limit(count).toArray();
  }

  /** Places 0..space-1, none twice; place g with a probability like (g+1)^(POWER-1). */
  private static int[] gaps(SplittableRandom random, int count, int space) {
    double[] weights = new double[space];
    for (int g = 0; g < space; g++) {
      weights[g] = Math.pow(g + 1, POWER - 1);
    }
    int[] gaps = new int[count];
    for (int i = 0; i < count; i++) {
      double total = 0;
      for (double weight : weights) {
        total += weight;
      }
      double left = random.nextDouble() * total;
      int chosen = -1;
      for (int g = 0; g < space && left >= 0; g++) {
        if (weights[g] > 0) {
          chosen = g;
          left -= weights[g];
        }
      }
      gaps[i] = chosen;
      weights[chosen] = 0;
    }
    return gaps;
  }
}
