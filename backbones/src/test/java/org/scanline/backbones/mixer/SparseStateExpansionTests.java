package org.scanline.backbones.mixer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.weights.Parameters;

/** There is no reference to compare with: the definition in the Javadoc, number by number. */
class SparseStateExpansionTests {
  private static final int D = 10;
  private static final int H = 2;
  private static final int K = 5;
  private static final int V = 3;
  private static final int PARTITIONS = 4;
  private static final int CHOSEN = 2;
  private static final int ROWS = 2;
  private static final int T = 23;

  private final SparseStateExpansion mixer =
      new SparseStateExpansion(
          new SparseStateExpansion.Config(D, H, K, V, PARTITIONS, CHOSEN, ROWS));

  @Test
  void isItsDefinitionStepByStep() {
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.getEngine().setRandomSeed(20261122);
      mixer.initialize(manager, DataType.FLOAT32, new Shape(1, T, D));
      NDArray x = manager.randomNormal(0, 2, new Shape(1, T, D), DataType.FLOAT32);
      ParameterStore store = new ParameterStore(manager, false);
      float[] y =
          mixer
              .mix(store, x, mixer.initialState(manager, 1), ScanForm.fused(), false)
              .get(0)
              .toFloatArray();
      double[][][][] state = new double[PARTITIONS][H][K][V];
      float[] inputs = x.toFloatArray();
      for (int t = 0; t < T; t++) {
        double[] expected = step(state, Arrays.copyOfRange(inputs, t * D, (t + 1) * D));
        for (int d = 0; d < D; d++) {
          assertThat((double) y[t * D + d])
              .as("t=" + t + " d=" + d)
              .isCloseTo(expected[d], within());
        }
      }
    }
  }

  private static Offset<Double> within() {
    return Offset.offset(2e-5);
  }

  private double[] step(double[][][][] state, float[] x) {
    double[] share = softmax(dense("gate.weight", x, 0, PARTITIONS));
    double least = kthLargest(share, CHOSEN);
    double total = Arrays.stream(share).filter(s -> s >= least).sum();
    double[] all = new double[H * V];
    for (int h = 0; h < H; h++) {
      double[] q = softmax(dense("q_proj.weight", x, h * K, K));
      double[] k = softmax(dense("k_proj.weight", x, h * K, K));
      double[] v = dense("v_proj.weight", x, h * V, V);
      double size = dense("a_proj.weight", x, h, 1)[0] + floats("dt_bias")[h];
      double decay = Math.exp(-Math.exp(floats("A_log")[h]) * Math.log1p(Math.exp(size)));
      double smallest = kthLargest(k, ROWS);
      double[] read = new double[V];
      for (int p = 0; p < PARTITIONS; p++) {
        for (int i = 0; i < K && share[p] >= least; i++) {
          for (int j = 0; j < V; j++) {
            double[] row = state[p][h][i];
            row[j] = k[i] >= smallest ? decay * row[j] + k[i] * v[j] : row[j];
            read[j] += share[p] / total * q[i] * row[j];
          }
        }
      }
      double root = Math.sqrt(Arrays.stream(read).map(r -> r * r).sum() / V + 1e-5);
      double[] gate = dense("g_proj.weight", x, h * V, V);
      for (int j = 0; j < V; j++) {
        all[h * V + j] =
            read[j] / root * floats("o_norm.weight")[j] * gate[j] / (1 + Math.exp(-gate[j]));
      }
    }
    double[] y = new double[D];
    for (int d = 0; d < D; d++) {
      for (int j = 0; j < H * V; j++) {
        y[d] += floats("o_proj.weight")[d * H * V + j] * all[j];
      }
    }
    return y;
  }

  private float[] floats(String name) {
    return Objects.requireNonNull(Parameters.named(mixer).get(name), name)
        .getArray()
        .toFloatArray();
  }

  private double[] dense(String name, float[] x, int from, int rows) {
    float[] w = floats(name);
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      for (int d = 0; d < D; d++) {
        y[i] += w[(from + i) * D + d] * x[d];
      }
    }
    return y;
  }

  private static double[] softmax(double[] x) {
    double[] e = Arrays.stream(x).map(Math::exp).toArray();
    double sum = Arrays.stream(e).sum();
    return Arrays.stream(e).map(value -> value / sum).toArray();
  }

  private static double kthLargest(double[] x, int k) {
    double[] sorted = Arrays.stream(x).sorted().toArray();
    return sorted[x.length - k];
  }
}
