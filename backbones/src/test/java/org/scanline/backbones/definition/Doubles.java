package org.scanline.backbones.definition;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Formulas on rows of numbers. */
final class Doubles {
  private Doubles() {}

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  static double silu(double x) {
    return x * sigmoid(x);
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double[] map(double[] x, DoubleUnaryOperator f) {
    return Arrays.stream(x).map(f).toArray();
  }

  /** Columns from..to of every row. */
  static double[][] columns(double[][] x, int from, int to) {
    return Arrays.stream(x).map(row -> Arrays.copyOfRange(row, from, to)).toArray(double[][]::new);
  }

  static double[] join(double[] a, double[] b) {
    double[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  static double[] softmax(double[] x) {
    double largest = Arrays.stream(x).max().orElse(0);
    double[] e = map(x, v -> Math.exp(v - largest));
    double sum = Arrays.stream(e).sum();
    return map(e, v -> v / sum);
  }

  /** sum_j w_j v_(from+j). */
  static double[] mean(double[] w, double[][] v, int from) {
    double[] o = new double[v[0].length];
    for (int j = 0; j < w.length; j++) {
      for (int i = 0; i < o.length; i++) {
        o[i] += w[j] * v[from + j][i];
      }
    }
    return o;
  }

  /** softmax_j(s q.k_j) over the keys from..to, applied to their values. */
  static double[] attend(double[] q, double[][] k, double[][] v, int from, int to) {
    double[] scores = new double[to - from];
    for (int j = from; j < to; j++) {
      scores[j - from] = dot(q, k[j]) / Math.sqrt(q.length);
    }
    return mean(softmax(scores), v, from);
  }

  static double meanSquare(double[] x) {
    return dot(x, x) / x.length;
  }

  /** Turns pairs of channels (i, i + K/2) by t base^(-2i/K), as Llama does. */
  static double[][] rotatedHalves(double[][] x) {
    double[][] y = new double[x.length][x[0].length];
    int half = x[0].length / 2;
    for (int t = 0; t < x.length; t++) {
      for (int i = 0; i < half; i++) {
        double angle = t * Math.pow(10_000, -(double) i / half);
        y[t][i] = x[t][i] * Math.cos(angle) - x[t][half + i] * Math.sin(angle);
        y[t][half + i] = x[t][half + i] * Math.cos(angle) + x[t][i] * Math.sin(angle);
      }
    }
    return y;
  }
}
