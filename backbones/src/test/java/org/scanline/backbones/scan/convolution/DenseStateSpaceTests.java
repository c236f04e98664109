package org.scanline.backbones.scan.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

class DenseStateSpaceTests {
  private static final int N = 6;
  private final NDManager manager = NDManager.newBaseManager();

  @BeforeEach
  void seed() {
    int seed = Integer.getInteger("scanline.seed", (int) System.nanoTime());
    System.getLogger(DenseStateSpaceTests.class.getName())
        .log(System.Logger.Level.INFO, "-Dscanline.seed={0}", Integer.toString(seed));
    manager.getEngine().setRandomSeed(seed);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** One channel of LSSL in double precision, the implicit half of each step solved row by row. */
  private static double[] definition(double dt, float[] c, float[] u) {
    double[] x = new double[N];
    double[] y = new double[u.length];
    for (int t = 0; t < u.length; t++) {
      double[] next = new double[N];
      for (int i = 0; i < N; i++) {
        double right = x[i] + dt * Math.sqrt(2 * i + 1) * u[t];
        for (int j = 0; j <= i; j++) {
          right += dt / 2 * rate(i, j) * (j < i ? x[j] + next[j] : x[j]);
        }
        next[i] = right / (1 - dt / 2 * rate(i, i));
        y[t] += c[i] * next[i];
      }
      x = next;
    }
    return y;
  }

  private static double rate(int i, int j) {
    return i == j ? -(i + 1) : -Math.sqrt((2 * i + 1) * (2 * j + 1));
  }

  @Test
  void everyFormIsTheBilinearDefinition() {
    float logStep = -3.2f;
    float[] c = manager.randomNormal(new Shape(N)).toFloatArray();
    float[] u = manager.randomNormal(new Shape(101)).toFloatArray();
    double[] expected = definition(Math.exp(logStep), c, u);
    DenseStateSpace space =
        DenseStateSpace.legendre(
            manager.full(new Shape(1), logStep), manager.create(c, new Shape(1, N)));
    NDArray zero = manager.zeros(new Shape(1, 1, N));
    for (ScanForm form : List.of(ScanForm.naive(), ScanForm.chunked(7), ScanForm.fused())) {
      NDArray in = manager.create(u, new Shape(1, 1, 101));
      float[] y = space.run(form, in, zero).output().toFloatArray();
      for (int t = 0; t < y.length; t++) {
        assertThat((double) y[t]).as(form + " " + t).isCloseTo(expected[t], offset(2e-5));
      }
    }
  }

  private float[] gradient(NDArray logStep, NDArray c, NDArray u, ScanForm form) {
    logStep.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray zero = manager.zeros(new Shape(1, 2, N));
      ScanResult result = DenseStateSpace.legendre(logStep, c).run(form, u, zero);
      collector.backward(result.output().sin().sum().add(result.state().cos().sum()));
      float[] found = logStep.getGradient().toFloatArray();
      collector.zeroGradients();
      return found;
    }
  }

  @Test
  void stepSizesLearnAlikeInAllForms() {
    NDArray logStep = manager.create(new float[] {-4, -3}).duplicate();
    NDArray c = manager.randomNormal(new Shape(2, N));
    NDArray u = manager.randomNormal(new Shape(1, 2, 45));
    float[] expected = gradient(logStep, c, u, ScanForm.naive());
    float[] actual = gradient(logStep, c, u, ScanForm.chunked(16));
    for (int i = 0; i < 2; i++) {
      assertThat(expected[i]).isNotZero();
      assertThat(actual[i] / expected[i]).isBetween(0.999f, 1.001f);
    }
  }
}
