package org.scanline.backbones.definition;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.List;
import org.scanline.backbones.golden.Laws;
import org.scanline.backbones.mixer.Mixer;
import org.scanline.backbones.mixer.noncausal.WholeMixer;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.weights.Parameters;

/** A block's equations for one sequence (T,D) from its start. */
@FunctionalInterface
interface Definition {
  /** Largest difference allowed, relative to the largest output. */
  double WITHIN = 1e-5;

  double[][] of(Weights w, double[][] x);

  /** Compares a mixer with its definition, in every form, for two sequences of steps. */
  static void check(Mixer mixer, int steps, Definition definition) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = fill(mixer, manager, new Shape(2, steps, mixer.width()));
      double[] expected = expected(mixer, x, definition);
      for (ScanForm form : List.of(ScanForm.naive(), ScanForm.chunked(7), ScanForm.fused())) {
        ParameterStore store = new ParameterStore(manager, false);
        NDArray y = mixer.mix(store, x, mixer.initialState(manager, 2), form, false).get(0);
        assertClose(mixer.getClass().getSimpleName() + " " + form, y, expected);
      }
    }
  }

  /** Compares a block that sees everything with its definition; images are rows of pixels. */
  static void check(WholeMixer mixer, Shape shape, Definition definition) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = fill(mixer, manager, shape);
      double[] expected = expected(mixer, x, definition);
      for (boolean training : new boolean[] {false, true}) {
        NDArray y = mixer.mix(new ParameterStore(manager, false), x, training);
        assertClose(mixer.getClass().getSimpleName() + " training=" + training, y, expected);
      }
    }
  }

  private static NDArray fill(Block block, NDManager manager, Shape shape) {
    Laws.seed(manager, Definition.class);
    block.initialize(manager, DataType.FLOAT32, shape);
    for (Parameter parameter : Parameters.named(block).values()) {
      NDArray array = parameter.getArray();
      manager.randomNormal(array.getShape()).mul(0.4).copyTo(array);
    }
    return manager.randomNormal(shape);
  }

  private static double[] expected(Block block, NDArray x, Definition definition) {
    double[] all = Weights.doubles(x);
    int batch = (int) x.getShape().get(0);
    int width = (int) x.getShape().get(x.getShape().dimension() - 1);
    int steps = all.length / batch / width;
    Weights weights = Weights.of(block);
    double[] expected = new double[0];
    for (int b = 0; b < batch; b++) {
      double[][] rows = new double[steps][];
      for (int t = 0; t < steps; t++) {
        int from = (b * steps + t) * width;
        rows[t] = Arrays.copyOfRange(all, from, from + width);
      }
      for (double[] row : definition.of(weights, rows)) {
        expected = Doubles.join(expected, row);
      }
    }
    return expected;
  }

  private static void assertClose(String what, NDArray y, double[] expected) {
    double[] actual = Weights.doubles(y);
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double worst = 0;
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    System.getLogger(Definition.class.getName())
        .log(System.Logger.Level.INFO, "{0}: {1}", what, Double.toString(worst / largest));
    assertThat(worst).as(what).isLessThanOrEqualTo(WITHIN * largest);
  }
}
