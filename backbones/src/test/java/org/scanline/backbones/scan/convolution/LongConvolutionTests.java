package org.scanline.backbones.scan.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.scan.ScanForm;

class LongConvolutionTests {
  private final NDManager manager = NDManager.newBaseManager();

  @BeforeEach
  void seed() {
    int seed = Integer.getInteger("scanline.seed", (int) System.nanoTime());
    System.getLogger(LongConvolutionTests.class.getName())
        .log(System.Logger.Level.INFO, "-Dscanline.seed={0}", Integer.toString(seed));
    manager.getEngine().setRandomSeed(seed);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray normal(long... shape) {
    return manager.randomNormal(new Shape(shape));
  }

  private static void assertClose(String what, NDArray actual, NDArray expected, double within) {
    assertThat(actual.getShape()).as(what).isEqualTo(expected.getShape());
    double worst = actual.sub(expected).abs().max().getFloat();
    assertThat(worst).as(what).isLessThanOrEqualTo(within * expected.abs().max().getFloat());
  }

  @Test
  void allFormsAgreeForAnyLength() {
    for (long steps : new long[] {1, 2, 3, 50, 97, 128}) {
      NDArray u = normal(2, 3, steps);
      for (long lags : new long[] {1, steps, steps + 9}) {
        NDArray kernel = normal(3, lags);
        for (NDArray reverse : new NDArray[] {null, normal(3, lags)}) {
          NDArray naive = LongConvolution.run(ScanForm.naive(), u, kernel, reverse);
          for (ScanForm form : List.of(ScanForm.chunked(1), ScanForm.fused())) {
            NDArray y = LongConvolution.run(form, u, kernel, reverse);
            assertClose(form + " of " + steps + " by " + lags, y, naive, 5e-6);
          }
        }
      }
    }
  }

  @Test
  void noStepsGiveNoSteps() {
    for (ScanForm form : List.of(ScanForm.naive(), ScanForm.chunked(1), ScanForm.fused())) {
      NDArray y = LongConvolution.run(form, normal(2, 3, 0), normal(3, 4), null);
      assertThat(y.getShape()).isEqualTo(new Shape(2, 3, 0));
    }
  }

  private static List<NDArray> gradients(
      ScanForm form, NDArray u, NDArray kernel, @Nullable NDArray reverse) {
    List<NDArray> leaves = Stream.of(u, kernel, reverse).filter(leaf -> leaf != null).toList();
    leaves.forEach(leaf -> leaf.setRequiresGradient(true));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(LongConvolution.run(form, u, kernel, reverse).sin().sum());
      List<NDArray> found = new ArrayList<>();
      leaves.forEach(leaf -> found.add(leaf.getGradient().duplicate()));
      collector.zeroGradients();
      return found;
    }
  }

  @Test
  void gradientsOfTheTransformAreThoseOfTheSum() {
    for (long steps : new long[] {1, 2, 31, 60}) {
      NDArray u = normal(2, 3, steps);
      NDArray kernel = normal(3, steps);
      NDArray reverse = normal(3, steps);
      List<NDArray> expected = gradients(ScanForm.naive(), u, kernel, reverse);
      List<NDArray> actual = gradients(ScanForm.chunked(1), u, kernel, reverse);
      for (int i = 0; i < expected.size(); i++) {
        assertClose("gradient " + i, actual.get(i), expected.get(i), 5e-5);
      }
    }
  }

  @Test
  void channelsInGroupsAreChannelsAtOnce() {
    NDArray u = normal(1, 40, 9000); // more numbers than are transformed together
    NDArray kernel = normal(40, 9000).mul(0.01f);
    NDArray groups = LongConvolution.run(ScanForm.fused(), u, kernel, null);
    assertClose("y", groups, LongConvolution.run(ScanForm.chunked(1), u, kernel, null), 1e-5);
  }

  @Test
  void kernelsOfOtherChannelsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> LongConvolution.run(ScanForm.fused(), normal(1, 3, 5), normal(4, 5), null))
        .withMessageContaining("kernel must be (3,L)");
  }
}
