package org.scanline.backbones.mixer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.weights.Parameters;

/** RWKV-6 against its definition in double precision, one number at a time. */
class Rwkv6DefinitionTests {
  private static final int D = 14;
  private static final int H = 3;
  private static final int K = 3; // of one head
  private static final int V = 5;
  private static final int RANK = 4;
  private static final int STEPS = 43;

  /** The block's parameters as doubles. */
  private record Weights(Map<String, double[]> arrays) {
    static Weights of(Mixer mixer) {
      Map<String, double[]> arrays = new TreeMap<>();
      Parameters.named(mixer).forEach((name, p) -> arrays.put(name, doubles(p.getArray())));
      return new Weights(arrays);
    }

    double[] get(String name) {
      double[] array = arrays.get(name);
      if (array == null) {
        throw new IllegalArgumentException("no " + name + " among " + arrays.keySet());
      }
      return array;
    }

    /** W x for a dense layer (out,in). */
    double[] times(String name, double[] x) {
      double[] w = get(name);
      double[] y = new double[w.length / x.length];
      for (int o = 0; o < y.length; o++) {
        for (int i = 0; i < x.length; i++) {
          y[o] += w[o * x.length + i] * x[i];
        }
      }
      return y;
    }
  }

  private static double[] doubles(NDArray array) {
    float[] floats = array.toFloatArray();
    double[] wide = new double[floats.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = floats[i];
    }
    return wide;
  }

  /** The five inputs of a step: x plus its data-dependent share of the step before. */
  private static double[][] mixed(Weights w, double[] x, double[] before) {
    double[] lerped = new double[D];
    for (int i = 0; i < D; i++) {
      lerped[i] = x[i] + (before[i] - x[i]) * w.get("x_proj.0.mu")[i];
    }
    double[] hidden = w.times("x_proj.0.linear.weight", lerped);
    double[][] inputs = new double[5][D];
    for (int n = 0; n < 5; n++) {
      for (int i = 0; i < D; i++) {
        double share = w.get("x_bias")[n * D + i];
        for (int r = 0; r < RANK; r++) {
          int at = n * RANK + r;
          share += w.get("x_proj.2.weight")[i * 5 * RANK + at] * Math.tanh(hidden[at]);
        }
        inputs[n][i] = x[i] + (before[i] - x[i]) * share;
      }
    }
    return inputs;
  }

  private static double[] decays(Weights w, double[] input) {
    double[] hidden = w.times("w_proj.linear.lora.0.weight", input);
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] = Math.tanh(hidden[i]);
    }
    double[] raw = w.times("w_proj.linear.lora.2.weight", hidden);
    for (int i = 0; i < raw.length; i++) {
      raw[i] = Math.exp(-Math.exp(raw[i] + w.get("w_proj.linear.lora.2.bias")[i]));
    }
    return raw;
  }

  /** One step; the state (H,K,V) is changed. */
  private static double[] step(Weights w, double[] x, double[] before, double[] state) {
    double[][] in = mixed(w, x, before);
    double[] r = w.times("r_proj.linear.weight", in[0]);
    double[] decay = decays(w, in[1]);
    double[] k = w.times("k_proj.linear.weight", in[2]);
    double[] v = w.times("v_proj.linear.weight", in[3]);
    double[] g = w.times("g_proj.linear.weight", in[4]);
    double[] o = new double[H * V];
    for (int h = 0; h < H; h++) {
      for (int i = h * K; i < (h + 1) * K; i++) {
        for (int j = h * V; j < (h + 1) * V; j++) {
          int cell = i * V + j - h * V;
          double outer = k[i] * v[j];
          o[j] += r[i] * (state[cell] + w.get("bonus")[i] * outer);
          state[cell] = decay[i] * state[cell] + outer;
        }
      }
    }
    normalize(w, o);
    for (int j = 0; j < o.length; j++) {
      o[j] *= g[j] / (1 + Math.exp(-g[j]));
    }
    return w.times("o_proj.weight", o);
  }

  private static void normalize(Weights w, double[] o) {
    for (int h = 0; h < H; h++) {
      double mean = 0;
      double square = 0;
      for (int j = h * V; j < (h + 1) * V; j++) {
        mean += o[j] / V;
      }
      for (int j = h * V; j < (h + 1) * V; j++) {
        square += (o[j] - mean) * (o[j] - mean) / V;
      }
      for (int j = h * V; j < (h + 1) * V; j++) {
        double normalized = (o[j] - mean) / Math.sqrt(square + 1e-5);
        o[j] = normalized * w.get("g_norm.weight")[j] + w.get("g_norm.bias")[j];
      }
    }
  }

  @Test
  void everyFormIsTheDefinition() {
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.getEngine().setRandomSeed(Integer.getInteger("scanline.seed", 20261122));
      Rwkv6 mixer = new Rwkv6(new Rwkv6.Config(D, H, H * K, H * V, RANK, 6));
      mixer.initialize(manager, DataType.FLOAT32, new Shape(1, 1, D));
      for (var parameter : Parameters.named(mixer).values()) {
        manager.randomNormal(parameter.getArray().getShape()).mul(0.4).copyTo(parameter.getArray());
      }
      NDArray x = manager.randomNormal(new Shape(1, STEPS, D));
      NDArray last = manager.randomNormal(new Shape(1, D));
      NDArray state = manager.randomNormal(new Shape(1, H, K, V));
      double[] expectedState = doubles(state);
      double[] expected = definition(Weights.of(mixer), doubles(x), doubles(last), expectedState);
      for (ScanForm form : List.of(ScanForm.naive(), ScanForm.chunked(11), ScanForm.fused())) {
        NDList actual =
            mixer.mix(new ParameterStore(manager, false), x, new NDList(last, state), form, false);
        assertClose(form + " y", doubles(actual.get(0)), expected);
        assertClose(form + " S", doubles(actual.get(2)), expectedState);
      }
    }
  }

  private static double[] definition(Weights w, double[] x, double[] last, double[] state) {
    double[] y = new double[STEPS * D];
    double[] before = last;
    for (int t = 0; t < STEPS; t++) {
      double[] now = Arrays.copyOfRange(x, t * D, (t + 1) * D);
      System.arraycopy(step(w, now, before, state), 0, y, t * D, D);
      before = now;
    }
    return y;
  }

  private static void assertClose(String what, double[] actual, double[] expected) {
    double worst = 0;
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    assertThat(actual).hasSameSizeAs(expected);
    assertThat(worst).as(what).isLessThanOrEqualTo(5e-6 * largest);
  }
}
