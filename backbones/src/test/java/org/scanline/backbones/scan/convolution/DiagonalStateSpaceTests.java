package org.scanline.backbones.scan.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.numeric.Axes;

class DiagonalStateSpaceTests {
  private static final long B = 2;
  private static final long D = 19;
  private static final long MODES = 3;
  private final NDManager manager = NDManager.newBaseManager();
  private int seed;

  @BeforeEach
  void seed() {
    seed = Integer.getInteger("scanline.seed", (int) System.nanoTime());
    System.getLogger(DiagonalStateSpaceTests.class.getName())
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

  private DiagonalStateSpace space() {
    return new DiagonalStateSpace(
        manager.randomUniform(-7, -2, new Shape(D)),
        normal(D, MODES, 2),
        normal(D, MODES).mul(0.3f).duplicate(),
        manager.randomUniform(0, 30, new Shape(D, MODES)));
  }

  private static void assertClose(String what, NDArray actual, NDArray expected, double within) {
    assertThat(actual.getShape()).as(what).isEqualTo(expected.getShape());
    if (expected.size() > 0) {
      double worst = actual.sub(expected).abs().max().getFloat();
      assertThat(worst).as(what).isLessThanOrEqualTo(within * expected.abs().max().getFloat());
    }
  }

  @Test
  void allFormsAgreeForAnyLengthAndChunk() {
    DiagonalStateSpace space = space();
    for (long steps : new long[] {0, 1, 2, 64, 131}) {
      NDArray u = normal(B, D, steps);
      for (NDArray state : new NDArray[] {null, normal(B, D, MODES, 2)}) {
        ScanResult naive = space.run(ScanForm.naive(), u, state);
        List<ScanForm> forms = new ArrayList<>(List.of(ScanForm.fused()));
        for (int chunk : new int[] {1, 7, 64, 1000}) {
          forms.add(ScanForm.chunked(chunk));
        }
        for (ScanForm form : forms) {
          ScanResult other = space.run(form, u, state);
          assertClose(form + " of " + steps, other.output(), naive.output(), 2e-5);
          assertClose(form + " of " + steps, other.state(), naive.state(), 2e-5);
          ScanResult byStep = space.runByStep(form, u.transpose(0, 2, 1), state);
          assertThat(byStep.output().transpose(0, 2, 1)).isEqualTo(other.output());
        }
      }
    }
  }

  @Test
  void theRecurrenceIsTheConvolutionWithTheKernel() {
    DiagonalStateSpace space = space();
    NDArray u = normal(B, D, 150);
    NDArray convolved = LongConvolution.run(ScanForm.naive(), u, space.kernel(150), null);
    assertClose("y", space.run(ScanForm.fused(), u, null).output(), convolved, 2e-5);
  }

  @Test
  void cuttingAnywhereAndThreadsGiveTheSameBits() {
    DiagonalStateSpace space = space();
    NDArray u = normal(B, D, 2000);
    ScanResult whole = space.run(ScanForm.fused(3), u, null);
    Random random = new Random(seed);
    NDArray state = null;
    for (int from = 0; from < 2000; ) {
      int to = Math.min(2000, from + random.nextInt(500));
      NDIndex span = new NDIndex("..., {}:{}", from, to);
      ScanResult piece = space.run(ScanForm.fused(1), u.get(span), state);
      assertThat(piece.output()).isEqualTo(whole.output().get(span));
      state = piece.state();
      from = to;
    }
    assertThat(state).isEqualTo(whole.state());
  }

  @Test
  void kernelsAgree() {
    DiagonalStateSpace space = space();
    NDArray u = normal(B, D, 100);
    ScanResult plain =
        FusedStateSpace.run(space, u, null, Axes.TIME_LAST, 1, new ScalarModeKernel());
    assertClose("output", space.run(ScanForm.fused(), u, null).output(), plain.output(), 2e-6);
  }

  @Test
  void slowModesKeepTheirDigits() {
    DiagonalStateSpace slow =
        new DiagonalStateSpace(
            manager.full(new Shape(1), -18f), // dt of 1.5e-8: e^(dt A) rounds to 1
            manager.ones(new Shape(1, 1, 2)),
            manager.zeros(new Shape(1, 1)),
            manager.ones(new Shape(1, 1)));
    double expected = 2 * Math.exp(-18); // 2 Re((1 + i) dt)
    for (float value : slow.kernel(3).toFloatArray()) {
      assertThat(value / expected).isBetween(1 - 2e-7, 1 + 2e-7);
    }
  }

  private static List<NDArray> gradients(
      DiagonalStateSpace space, NDArray u, NDArray state, ScanForm form) {
    NDList leaves =
        new NDList(u, state, space.logStep(), space.c(), space.logReal(), space.imaginary());
    leaves.forEach(leaf -> leaf.setRequiresGradient(true));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      ScanResult result = space.run(form, u, state);
      collector.backward(result.output().sin().sum().add(result.state().cos().sum()));
      List<NDArray> found = new ArrayList<>();
      leaves.forEach(leaf -> found.add(leaf.getGradient().duplicate()));
      collector.zeroGradients();
      return found;
    }
  }

  @Test
  void gradientsOfChunksAreThoseOfSteps() {
    DiagonalStateSpace space = space();
    NDArray u = normal(B, D, 37);
    NDArray state = normal(B, D, MODES, 2);
    List<NDArray> expected = gradients(space, u, state, ScanForm.naive());
    for (int chunk : new int[] {8, 37, 64}) {
      List<NDArray> actual = gradients(space, u, state, ScanForm.chunked(chunk));
      for (int i = 0; i < expected.size(); i++) {
        assertClose("gradient " + i, actual.get(i), expected.get(i), 1e-4);
      }
    }
  }

  @Test
  void runningManyTimesLeavesNothingBehind() {
    DiagonalStateSpace space = space();
    NDArray u = normal(1, D, 3);
    for (ScanForm form : List.of(ScanForm.fused(), ScanForm.chunked(2))) {
      int before = manager.getManagedArrays().size();
      for (int i = 0; i < 500; i++) {
        ScanResult result = space.run(form, u, null);
        result.output().close();
        result.state().close();
      }
      assertThat(manager.getManagedArrays()).as(form.toString()).hasSize(before);
    }
  }
}
