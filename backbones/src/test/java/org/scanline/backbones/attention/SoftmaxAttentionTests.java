package org.scanline.backbones.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftmaxAttentionTests {
  private static final double SCALE = 0.4;
  private final NDManager manager = NDManager.newBaseManager();

  @BeforeEach
  void seed() {
    int seed = Integer.getInteger("scanline.seed", (int) System.nanoTime());
    System.getLogger(SoftmaxAttentionTests.class.getName())
        .log(System.Logger.Level.INFO, "-Dscanline.seed={0}", Integer.toString(seed));
    manager.getEngine().setRandomSeed(seed);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** q, k and v, with more keys than queries. */
  private NDList inputs(long steps, long past) {
    return new NDList(
        manager.randomNormal(new Shape(2, 3, steps, 5)),
        manager.randomNormal(new Shape(2, 3, past + steps, 5)),
        manager.randomNormal(new Shape(2, 3, past + steps, 7)));
  }

  /**
   * The definition with all scores at once; row i sees column j when lowest <= i - j <= highest.
   */
  private NDArray definition(NDList in, long lowest, long highest) {
    long steps = in.get(0).getShape().get(2);
    long keys = in.get(1).getShape().get(2);
    float[] hidden = new float[(int) (steps * keys)];
    for (int i = 0; i < hidden.length; i++) {
      long age = keys - steps + i / keys - i % keys;
      hidden[i] = age < lowest || age > highest ? -1e30f : 0;
    }
    NDArray mask = manager.create(hidden, new Shape(steps, keys)).duplicate();
    NDArray scores =
        in.get(0).mul(manager.full(new Shape(), (float) SCALE)).matMul(in.get(1).swapAxes(2, 3));
    return scores.add(mask).softmax(3).matMul(in.get(2));
  }

  private static void assertClose(NDArray actual, NDArray expected, double within) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    float largest = expected.abs().max().getFloat();
    float worst = actual.sub(expected).abs().max().getFloat();
    assertThat(worst).isLessThanOrEqualTo((float) within * largest);
  }

  private static List<NDArray> gradients(NDList in, Function<NDList, NDArray> attention) {
    in.forEach(leaf -> leaf.setRequiresGradient(true));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(attention.apply(in).sin().sum());
      List<NDArray> found = new ArrayList<>();
      in.forEach(leaf -> found.add(leaf.getGradient().duplicate()));
      collector.zeroGradients();
      return found;
    }
  }

  private void assertSame(
      NDList in, Function<NDList, NDArray> ours, Function<NDList, NDArray> expected) {
    assertClose(ours.apply(in), expected.apply(in), 2e-6);
    List<NDArray> actual = gradients(in, ours);
    List<NDArray> wanted = gradients(in, expected);
    for (int i = 0; i < 3; i++) {
      assertClose(actual.get(i), wanted.get(i), 2e-5);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 37, 300})
  void blocksGiveTheDefinitionAndItsGradients(long past) {
    for (long steps : new long[] {1, 2, 97, 270}) {
      NDList in = inputs(steps, past);
      assertSame(
          in,
          qkv -> SoftmaxAttention.full(qkv.get(0), qkv.get(1), qkv.get(2), SCALE),
          qkv -> definition(qkv, Long.MIN_VALUE, Long.MAX_VALUE));
      assertSame(
          in,
          qkv -> SoftmaxAttention.causal(qkv.get(0), qkv.get(1), qkv.get(2), SCALE),
          qkv -> definition(qkv, 0, Long.MAX_VALUE));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 31, 256, 1000})
  void windowsGiveTheDefinitionAndItsGradients(int window) {
    for (long steps : new long[] {1, 30, 261}) {
      for (long past : new long[] {0, 1, 40}) {
        assertSame(
            inputs(steps, past),
            qkv -> SoftmaxAttention.windowed(qkv.get(0), qkv.get(1), qkv.get(2), window, SCALE),
            qkv -> definition(qkv, 0, window - 1));
      }
    }
  }

  @Test
  void noStepsGiveNoOutput() {
    NDList in = inputs(0, 9);
    assertThat(SoftmaxAttention.causal(in.get(0), in.get(1), in.get(2), 1).getShape())
        .isEqualTo(new Shape(2, 3, 0, 7));
  }

  @Test
  void temporariesAreClosedAndResultsBelongToTheCaller() {
    NDList in = inputs(600, 0);
    int before = manager.getManagedArrays().size();
    for (int i = 0; i < 3; i++) {
      NDArray o = SoftmaxAttention.windowed(in.get(0), in.get(1), in.get(2), 50, SCALE);
      assertThat(o.getManager()).isSameAs(manager);
      o.close();
    }
    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  @Test
  void doublePrecisionStaysDouble() {
    NDList in = inputs(40, 3);
    NDList wide = new NDList();
    in.forEach(array -> wide.add(array.toType(DataType.FLOAT64, true)));
    NDArray o = SoftmaxAttention.causal(wide.get(0), wide.get(1), wide.get(2), SCALE);
    assertThat(o.getDataType()).isEqualTo(DataType.FLOAT64);
    assertClose(o.toType(DataType.FLOAT32, true), definition(in, 0, 100), 2e-6);
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    NDList in = inputs(9, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SoftmaxAttention.causal(in.get(1), in.get(0), in.get(0), 1))
        .withMessageContaining("more queries");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SoftmaxAttention.windowed(in.get(0), in.get(1), in.get(2), 0, 1))
        .withMessageContaining("window=0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SoftmaxAttention.full(in.get(0), in.get(1), in.get(0), 1))
        .withMessageContaining("v must be");
  }
}
