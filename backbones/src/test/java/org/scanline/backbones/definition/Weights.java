package org.scanline.backbones.definition;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import java.util.Map;
import java.util.TreeMap;
import org.scanline.backbones.weights.Parameters;

/** A block's parameters as doubles, and what dense layers make of them. */
record Weights(Map<String, double[]> arrays) {

  static Weights of(Block block) {
    Map<String, double[]> arrays = new TreeMap<>();
    Parameters.named(block).forEach((name, p) -> arrays.put(name, doubles(p.getArray())));
    return new Weights(arrays);
  }

  static double[] doubles(NDArray array) {
    float[] floats = array.toFloatArray();
    double[] wide = new double[floats.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = floats[i];
    }
    return wide;
  }

  double[] get(String name) {
    double[] array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("no " + name + " among " + arrays.keySet());
    }
    return array;
  }

  /** W x + b, b if there is one, for NAME.weight (out,in) and NAME.bias (out). */
  double[] dense(String name, double[] x) {
    double[] y = times(get(name + ".weight"), 0, get(name + ".weight").length / x.length, x);
    double[] bias = arrays.get(name + ".bias");
    for (int o = 0; bias != null && o < y.length; o++) {
      y[o] += bias[o];
    }
    return y;
  }

  double[][] dense(String name, double[][] x) {
    double[][] y = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      y[t] = dense(name, x[t]);
    }
    return y;
  }

  /** W x for the matrix of so many rows that starts somewhere in an array. */
  static double[] times(double[] w, int from, int rows, double[] x) {
    double[] y = new double[rows];
    for (int o = 0; o < rows; o++) {
      for (int i = 0; i < x.length; i++) {
        y[o] += w[from + o * x.length + i] * x[i];
      }
    }
    return y;
  }
}
