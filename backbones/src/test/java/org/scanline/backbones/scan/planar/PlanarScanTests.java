package org.scanline.backbones.scan.planar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

class PlanarScanTests {
  private static final long SEED = 20261123;

  private static NDList arrays(NDManager manager, int b, int e, int h, int w) {
    manager.getEngine().setRandomSeed((int) SEED);
    return new NDList(
        manager.randomNormal(new Shape(b, 3L * e, h, w)),
        manager.randomNormal(new Shape(b, 3L * e, h, w)).mul(3),
        manager.randomNormal(new Shape(b, e, w)));
  }

  /** The definition, in double precision. */
  private static double[] defined(NDList in, int b, int e, int h, int w) {
    float[] u = in.get(0).toFloatArray();
    float[] g = in.get(1).toFloatArray();
    float[] above = in.get(2).toFloatArray();
    double[] y = new double[u.length];
    for (int line = 0; line < b * 3 * e; line++) {
      int scan = line % (3 * e) / e;
      for (int row = 0; row < h; row++) {
        for (int step = 0; step < w; step++) {
          int x = scan == 1 ? w - 1 - step : step;
          int at = (line * h + row) * w + x;
          double before =
              scan == 2
                  ? row == 0 ? above[(line / (3 * e) * e + line % e) * w + x] : y[at - w]
                  : step == 0 ? 0 : y[at + (scan == 1 ? 1 : -1)];
          double a = 1 / (1 + Math.exp(-g[at]));
          y[at] = a * before + (1 - a) * u[at];
        }
      }
    }
    return y;
  }

  private static void assertClose(NDArray found, double[] wanted) {
    float[] values = found.toFloatArray();
    double largest = Arrays.stream(wanted).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < wanted.length; i++) {
      assertThat((double) values[i])
          .as("element %d", i)
          .isCloseTo(wanted[i], org.assertj.core.data.Offset.offset(2e-6 * largest));
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,1,1", "2,4,3,5", "1,16,7,33", "1,19,2,70", "1,5,40,1", "2,16,64,3"})
  void allFormsAreTheDefinition(int b, int e, int h, int w) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDList in = arrays(manager, b, e, h, w);
      double[] wanted = defined(in, b, e, h, w);
      for (ScanForm form :
          new ScanForm[] {ScanForm.naive(), ScanForm.chunked(16), ScanForm.fused(2)}) {
        ScanResult result = PlanarScan.run(form, in.get(0), in.get(1), in.get(2));
        assertClose(result.output(), wanted);
        float[] last = result.state().toFloatArray();
        float[] row = result.output().get(":, {}:, {}, :", 2 * e, h - 1).toFloatArray();
        assertThat(Arrays.equals(last, row)).as(form.kind().name()).isTrue();
      }
      NDArray output =
          FusedPlanarScan.run(in.get(0), in.get(1), in.get(2), 1, new ScalarKernel()).output();
      assertClose(output, wanted);
    }
  }

  @Test
  void cuttingBetweenRowsOrSharingTheWorkChangesNoBit() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDList in = arrays(manager, 1, 24, 31, 100);
      ScanResult whole = PlanarScan.run(ScanForm.fused(1), in.get(0), in.get(1), in.get(2));
      NDArray shared = PlanarScan.run(ScanForm.fused(7), in.get(0), in.get(1), in.get(2)).output();
      assertThat(Arrays.equals(shared.toFloatArray(), whole.output().toFloatArray())).isTrue();
      NDArray state = in.get(2);
      NDList parts = new NDList();
      int[] cuts = {0, 1, 3, 16, 31};
      for (int i = 0; i + 1 < cuts.length; i++) {
        ScanResult part =
            PlanarScan.run(
                ScanForm.fused(2),
                in.get(0).get(":, :, {}:{}", cuts[i], cuts[i + 1]),
                in.get(1).get(":, :, {}:{}", cuts[i], cuts[i + 1]),
                state);
        parts.add(part.output());
        state = part.state();
      }
      NDArray joined = ai.djl.ndarray.NDArrays.concat(parts, 2);
      assertThat(Arrays.equals(joined.toFloatArray(), whole.output().toFloatArray())).isTrue();
      assertThat(Arrays.equals(state.toFloatArray(), whole.state().toFloatArray())).isTrue();
    }
  }

  @Test
  void stepsAndDoublingHaveTheSameGradients() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray weight = manager.randomNormal(new Shape(2, 9, 5, 6));
      float[][][] found = new float[2][][];
      ScanForm[] forms = {ScanForm.naive(), ScanForm.chunked(4)};
      for (int f = 0; f < 2; f++) {
        NDList in = arrays(manager, 2, 3, 5, 6);
        in.forEach(array -> array.setRequiresGradient(true));
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
          NDArray y = PlanarScan.run(forms[f], in.get(0), in.get(1), in.get(2)).output();
          collector.backward(y.mul(weight).sum());
        }
        found[f] =
            in.stream().map(array -> array.getGradient().toFloatArray()).toArray(float[][]::new);
      }
      for (int i = 0; i < 3; i++) {
        for (int k = 0; k < found[0][i].length; k++) {
          assertThat(found[1][i][k]).isCloseTo(found[0][i][k], within(5e-6f));
        }
      }
      assertThat(found[0][0])
          .as("inputs have gradients")
          .isNotEqualTo(new float[found[0][0].length]);
    }
  }

  private static org.assertj.core.data.Offset<Float> within(float bound) {
    return org.assertj.core.data.Offset.offset(bound);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray u = manager.zeros(new Shape(1, 6, 2, 3));
      assertThatThrownBy(
              () -> PlanarScan.run(ScanForm.naive(), manager.zeros(new Shape(1, 5, 2, 3)), u, null))
          .hasMessageContaining("inputs must be (B,3E,H,W)");
      assertThatThrownBy(
              () -> PlanarScan.run(ScanForm.naive(), u, manager.zeros(new Shape(1, 6, 2, 4)), null))
          .hasMessageContaining("gates");
      assertThatThrownBy(
              () -> PlanarScan.run(ScanForm.naive(), u, u, manager.zeros(new Shape(1, 3, 3))))
          .hasMessageContaining("state");
    }
  }
}
