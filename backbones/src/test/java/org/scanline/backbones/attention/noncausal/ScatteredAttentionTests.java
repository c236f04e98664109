package org.scanline.backbones.attention.noncausal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.golden.Laws;
import org.scanline.backbones.layer.Constants;

class ScatteredAttentionTests {
  private static final long H = 3;
  private static final int WINDOWS = 6;
  private final NDManager manager = NDManager.newBaseManager();
  private Random random = new Random();

  @BeforeEach
  void seed() {
    random = new Random(Laws.seed(manager, ScatteredAttentionTests.class));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private NDList inputs(long tokens) {
    return new NDList(
        manager.randomNormal(new Shape(tokens, H, 5)),
        manager.randomNormal(new Shape(tokens, H, 5)),
        manager.randomNormal(new Shape(tokens, H, 4)));
  }

  /** Windows of very different sizes: most tokens in the first, none in the last. */
  private long[] windowOf(int tokens) {
    return random.ints(tokens, 0, 3 * WINDOWS).mapToLong(i -> i < WINDOWS - 1 ? i : 0).toArray();
  }

  private static NDList scattered(NDList in, RaggedWindows windows) {
    ScatteredAttention result =
        ScatteredAttention.apply(in.get(0), in.get(1), in.get(2), windows, null);
    return new NDList(result.output(), result.kv(), result.sum());
  }

  /** The output by the weights of all pairs of tokens. */
  private NDList pairs(NDList in, long[] windowOf) {
    int n = windowOf.length;
    float[] together = new float[n * n];
    for (int i = 0; i < n * n; i++) {
      together[i] = windowOf[i / n] == windowOf[i % n] ? 1 : 0;
    }
    NDArray mask = Constants.of(manager, together, new Shape(n, n), in.get(0).getDataType());
    NDArray q = Activation.relu(in.get(0)).transpose(1, 0, 2);
    NDArray k = Activation.relu(in.get(1)).transpose(1, 2, 0);
    NDArray weights = q.matMul(k).mul(mask); // (H,N,N)
    NDArray read = weights.matMul(in.get(2).transpose(1, 0, 2));
    return new NDList(read.div(weights.sum(new int[] {2}, true).add(1e-6)).transpose(1, 0, 2));
  }

  @Test
  void windowsOfAnySizeGiveWhatAllPairsGive() {
    for (int tokens : new int[] {1, 2, 37, 700}) { // 700: sums of more than one level
      NDList in = inputs(tokens);
      long[] windowOf = windowOf(tokens);
      NDArray o = scattered(in, new RaggedWindows(windowOf, WINDOWS)).head();
      Laws.assertClose(tokens + " tokens", o, pairs(in, windowOf).head(), 1e-5);
    }
  }

  @Test
  void gradientsAreThoseOfAllPairs() {
    NDList in = inputs(300);
    long[] windowOf = windowOf(300);
    RaggedWindows windows = new RaggedWindows(windowOf, WINDOWS);
    NDList expected = Laws.gradients(in, leaves -> pairs(leaves, windowOf));
    NDList actual = Laws.gradients(in, leaves -> new NDList(scattered(leaves, windows).head()));
    for (int i = 0; i < in.size(); i++) {
      Laws.assertClose("gradient " + i, actual.get(i), expected.get(i), 1e-4);
    }
  }

  @Test
  void sumsOfEmptyWindowsAreZero() {
    NDList result = scattered(inputs(5), new RaggedWindows(new long[] {1, 1, 3, 1, 3}, 5));
    for (int empty : new int[] {0, 2, 4}) {
      assertThat(result.get(1).get(empty).abs().max().getFloat()).isZero();
      assertThat(result.get(2).get(empty).abs().max().getFloat()).isZero();
    }
  }

  @Test
  void aCloudWithoutTokensGivesNone() {
    NDList result = scattered(inputs(0), new RaggedWindows(new long[0], 2));
    assertThat(result.get(0).getShape()).isEqualTo(new Shape(0, H, 4));
    assertThat(result.get(1).getShape()).isEqualTo(new Shape(2, H, 5, 4));
  }

  @Test
  void eightTimesTheTokensTakeEightTimesTheTime() {
    long[] many = windowOf(40_000);
    double ratio = (double) time(many) / time(Arrays.copyOf(many, 5_000));
    assertThat(ratio).isLessThan(24); // quadratic would be 64; caches and neighbours cost some
  }

  private long time(long[] windowOf) {
    NDList in = inputs(windowOf.length);
    RaggedWindows windows = new RaggedWindows(windowOf, WINDOWS);
    return Laws.least(5, () -> scattered(in, windows));
  }

  @Test
  void windowsThatDoNotExistAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RaggedWindows(new long[] {0, 2}, 2))
        .withMessage("token 1 is in window 2 of 2");
  }
}
