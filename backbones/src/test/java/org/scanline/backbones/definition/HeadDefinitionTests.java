package org.scanline.backbones.definition;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.mixer.DiagonalAttention;
import org.scanline.backbones.mixer.HedgehogAttention;
import org.scanline.backbones.mixer.LigerAttention;
import org.scanline.backbones.mixer.LinearAttention;
import org.scanline.backbones.mixer.LocalLinear;
import org.scanline.backbones.mixer.LolcatsAttention;
import org.scanline.backbones.mixer.MultiScaleRetention;
import org.scanline.backbones.mixer.NormAttention;
import org.scanline.backbones.mixer.WindowAttention;
import org.scanline.backbones.mixer.noncausal.WholeDiagonalAttention;
import org.scanline.backbones.mixer.noncausal.WholeNormAttention;

/** Mixers whose heads have queries, keys and values from dense layers. */
class HeadDefinitionTests {
  private static final int STEPS = 29;
  private static final int HEADS = 3;

  /** One head's outputs (T,V) from its q, k and v (T,K). */
  @FunctionalInterface
  private interface Head {
    double[][] of(double[][] q, double[][] k, double[][] v, int head);
  }

  /** All heads side by side (T,H V). */
  private static double[][] heads(Weights w, double[][] x, Head head) {
    double[][] q = w.dense("q_proj", x);
    double[][] k = w.dense("k_proj", x);
    double[][] v = w.dense("v_proj", x);
    double[][] all = new double[x.length][0];
    for (int h = 0; h < HEADS; h++) {
      int keys = q[0].length / HEADS;
      int values = v[0].length / HEADS;
      double[][] o =
          head.of(
              Doubles.columns(q, h * keys, (h + 1) * keys),
              Doubles.columns(k, h * keys, (h + 1) * keys),
              Doubles.columns(v, h * values, (h + 1) * values),
              h);
      for (int t = 0; t < x.length; t++) {
        all[t] = Doubles.join(all[t], o[t]);
      }
    }
    return all;
  }

  /** Averages by weights phi(q_t).phi(k_j) of the keys from 0 to some last one, not divided. */
  private static double[] sum(double[] q, double[][] k, double[][] v, int to) {
    double[] weights = new double[to];
    Arrays.setAll(weights, j -> Doubles.dot(q, k[j]));
    return Doubles.mean(weights, v, 0);
  }

  private static double[] divided(double[] q, double[][] k, double[][] v, int to, double epsilon) {
    double total = epsilon;
    for (int j = 0; j < to; j++) {
      total += Doubles.dot(q, k[j]);
    }
    double by = total;
    return Doubles.map(sum(q, k, v, to), o -> o / by);
  }

  private static double[][] eluPlusOne(double[][] x) {
    return Arrays.stream(x)
        .map(row -> Doubles.map(row, v -> v > 0 ? v + 1 : Math.exp(v)))
        .toArray(double[][]::new);
  }

  private static double[][] rows(int count, IntFunction<double[]> row) {
    double[][] rows = new double[count][];
    Arrays.setAll(rows, row);
    return rows;
  }

  @Test
  void linearAttention() {
    Definition.check(
        new LinearAttention(new LinearAttention.Config(15, HEADS)),
        STEPS,
        (w, x) -> {
          Head head =
              (q, k, v, h) -> {
                double[][] phi = eluPlusOne(k);
                return rows(q.length, t -> divided(eluPlusOne(q)[t], phi, v, t + 1, 1e-6));
              };
          return w.dense("o_proj", heads(w, x, head));
        });
  }

  private static double[][] normed(double[][] o) {
    return Arrays.stream(o)
        .map(row -> Doubles.map(row, v -> v / (Math.sqrt(Doubles.meanSquare(row)) + 1e-8)))
        .toArray(double[][]::new);
  }

  @Test
  void normAttention() {
    Definition.check(
        new NormAttention(new NormAttention.Config(15, HEADS)),
        STEPS,
        (w, x) -> {
          Head head =
              (q, k, v, h) -> {
                double[][] phi = eluPlusOne(k);
                return rows(q.length, t -> sum(eluPlusOne(q)[t], phi, v, t + 1));
              };
          return w.dense("out_proj", normed(heads(w, x, head)));
        });
  }

  @Test
  void normAttentionWithoutMask() {
    Definition.check(
        new WholeNormAttention(new NormAttention.Config(15, HEADS)),
        new Shape(2, STEPS, 15),
        (w, x) -> {
          Head head =
              (q, k, v, h) -> {
                double[][] phi = eluPlusOne(k);
                return rows(q.length, t -> sum(eluPlusOne(q)[t], phi, v, q.length));
              };
          return w.dense("out_proj", normed(heads(w, x, head)));
        });
  }

  @Test
  void diagonalAttention() {
    int block = 8;
    DiagonalAttention.Config config = new DiagonalAttention.Config(15, HEADS, block);
    Definition.check(
        new DiagonalAttention(config),
        STEPS,
        (w, x) -> {
          Head head =
              (q, k, v, h) ->
                  rows(q.length, t -> Doubles.attend(q[t], k, v, t / block * block, t + 1));
          return w.dense("out_proj", heads(w, x, head));
        });
    Definition.check(
        new WholeDiagonalAttention(config),
        new Shape(2, STEPS, 15),
        (w, x) -> {
          Head head =
              (q, k, v, h) ->
                  rows(
                      q.length,
                      t -> {
                        int from = t / block * block;
                        return Doubles.attend(q[t], k, v, from, Math.min(q.length, from + block));
                      });
          return w.dense("out_proj", heads(w, x, head));
        });
  }

  /** Turns pairs of channels (2i, 2i+1) by t 10000^(-i/(K/2-1)). */
  private static double[] xPos(double[] x, int t) {
    double[] y = new double[x.length];
    int pairs = x.length / 2;
    for (int i = 0; i < pairs; i++) {
      double angle = t * Math.pow(10_000, -(double) i / Math.max(1, pairs - 1));
      y[2 * i] = x[2 * i] * Math.cos(angle) - x[2 * i + 1] * Math.sin(angle);
      y[2 * i + 1] = x[2 * i + 1] * Math.cos(angle) + x[2 * i] * Math.sin(angle);
    }
    return y;
  }

  @Test
  void retention() {
    Definition.check(
        new MultiScaleRetention(new MultiScaleRetention.Config(18, HEADS, 21)),
        STEPS,
        (w, x) -> {
          Head head =
              (q, k, v, h) ->
                  rows(
                      q.length,
                      t -> {
                        double[] weights = new double[t + 1];
                        for (int j = 0; j <= t; j++) {
                          double kept = Math.pow(1 - Math.pow(2, -5.0 - h), t - j);
                          double score = Doubles.dot(xPos(q[t], t), xPos(k[j], j));
                          weights[j] = kept * score / Math.sqrt(q[t].length);
                        }
                        double[] o = Doubles.mean(weights, v, 0);
                        double size = Math.sqrt(Doubles.meanSquare(o) + 1e-6);
                        return Doubles.map(o, value -> value / size);
                      });
          double[][] o = heads(w, x, head);
          double[][] gate = w.dense("g_proj", x);
          for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < o[t].length; i++) {
              o[t][i] *= Doubles.silu(gate[t][i]);
            }
          }
          return w.dense("out_proj", o);
        });
  }

  @Test
  void hedgehog() {
    Definition.check(
        new HedgehogAttention(new HedgehogAttention.Config(15, HEADS)),
        STEPS,
        (w, x) -> {
          Head head =
              (q, k, v, h) -> {
                double[][] phiQ = joint(w.dense("feature_map_q.layer", q));
                double[][] phiK = joint(w.dense("feature_map_k.layer", k));
                return rows(q.length, t -> divided(phiQ[t], phiK, v, t + 1, 1e-10));
              };
          return w.dense("o_proj", heads(w, x, head));
        });
  }

  private static double[][] joint(double[][] y) {
    return Arrays.stream(y)
        .map(
            row ->
                Doubles.softmax(
                    Doubles.join(Doubles.map(row, a -> 2 * a), Doubles.map(row, a -> -2 * a))))
        .toArray(double[][]::new);
  }

  /** [softmax(x W), softmax(-x W)] for the head's own W (K,K). */
  private static double[][] halves(double[] all, int head, double[][] x) {
    int k = x[0].length;
    return rows(
        x.length,
        t -> {
          double[] y = new double[k];
          for (int i = 0; i < k; i++) {
            for (int o = 0; o < k; o++) {
              y[o] += x[t][i] * all[(head * k + i) * k + o];
            }
          }
          return Doubles.join(Doubles.softmax(y), Doubles.softmax(Doubles.map(y, value -> -value)));
        });
  }

  @Test
  void lolcats() {
    int window = 8;
    Definition.check(
        new LolcatsAttention(new WindowAttention.Config(18, HEADS, window, 10_000)),
        STEPS,
        (w, x) -> {
          Head head =
              (q, k, v, h) -> {
                double[][] turnedQ = Doubles.rotatedHalves(q);
                double[][] turnedK = Doubles.rotatedHalves(k);
                double[][] phiQ = halves(w.get("feature_map_q.mlp.layer"), h, turnedQ);
                double[][] phiK = halves(w.get("feature_map_k.mlp.layer"), h, turnedK);
                double factor = Doubles.sigmoid(w.get("window_factors")[h]);
                return rows(
                    q.length,
                    t -> {
                      int near = Math.max(0, t + 1 - window);
                      double largest = Double.NEGATIVE_INFINITY;
                      double[] weights = new double[t + 1];
                      for (int j = near; j <= t; j++) {
                        weights[j] = Doubles.dot(turnedQ[t], turnedK[j]) / Math.sqrt(q[t].length);
                        largest = Math.max(largest, weights[j]);
                      }
                      double total = 0;
                      for (int j = 0; j <= t; j++) {
                        weights[j] =
                            j < near
                                ? Doubles.dot(phiQ[t], phiK[j])
                                : factor * Math.exp(weights[j] - largest);
                        total += weights[j];
                      }
                      double by = total;
                      return Doubles.map(Doubles.mean(weights, v, 0), o -> o / by);
                    });
              };
          return w.dense("o_proj", heads(w, x, head));
        });
  }

  @Test
  void liger() {
    int window = 8;
    Definition.check(
        new LigerAttention(new WindowAttention.Config(18, HEADS, window, 10_000)),
        STEPS,
        (w, x) -> {
          Head head =
              (q, k, v, h) -> {
                double[][] turnedQ = Doubles.rotatedHalves(q);
                double[][] turnedK = Doubles.rotatedHalves(k);
                double[][] far = ligerRecurrence(q, k, v);
                return rows(
                    q.length,
                    t -> {
                      int from = Math.max(0, t + 1 - window);
                      double[] o = Doubles.attend(turnedQ[t], turnedK, v, from, t + 1);
                      for (int i = 0; i < o.length; i++) {
                        o[i] = 0.5 * o[i] + 0.5 * far[t][i];
                      }
                      return o;
                    });
              };
          return w.dense("o_proj", heads(w, x, head));
        });
  }

  /** S_t = diag(sigmoid(k_t)^(1/16)) S_(t-1) + softmax(k_t) v_t^T, read by softmax(q_t). */
  private static double[][] ligerRecurrence(double[][] q, double[][] k, double[][] v) {
    double[][] state = new double[k[0].length][v[0].length];
    double[][] o = new double[q.length][];
    for (int t = 0; t < q.length; t++) {
      double[] key = Doubles.softmax(k[t]);
      for (int i = 0; i < key.length; i++) {
        for (int j = 0; j < v[t].length; j++) {
          double kept = Math.pow(Doubles.sigmoid(k[t][i]), 1 / 16.0);
          state[i][j] = kept * state[i][j] + key[i] * v[t][j];
        }
      }
      o[t] = Doubles.mean(Doubles.softmax(q[t]), state, 0);
    }
    return o;
  }

  @Test
  void localLinear() {
    Definition.check(
        new LocalLinear(new LocalLinear.Config(12, HEADS, 0.3)),
        STEPS,
        (w, x) -> {
          Head head =
              (q, k, v, h) -> {
                double[][] unitK = rows(k.length, t -> unit(k[t]));
                return rows(q.length, t -> localLinear(unit(q[t]), unitK, v, t + 1));
              };
          return w.dense("o_proj", heads(w, x, head));
        });
  }

  private static double[] unit(double[] x) {
    double size = Math.sqrt(Doubles.dot(x, x) + 1e-6);
    return Doubles.map(x, v -> v / size);
  }

  private static double[] localLinear(double[] q, double[][] k, double[][] v, int to) {
    int n = q.length;
    double[] scores = new double[to];
    Arrays.setAll(scores, j -> Doubles.dot(q, k[j]) / Math.sqrt(n));
    double largest = Arrays.stream(scores).max().orElseThrow();
    double[] weights = Doubles.map(scores, s -> Math.exp(s - largest));
    double[][] sigma = new double[n][n + 1]; // the last column is mu
    for (int j = 0; j < to; j++) {
      for (int a = 0; a < n; a++) {
        double za = k[j][a] - q[a];
        sigma[a][n] += weights[j] * za;
        for (int b = 0; b < n; b++) {
          sigma[a][b] += weights[j] * za * (k[j][b] - q[b]);
        }
      }
    }
    for (int a = 0; a < n; a++) {
      sigma[a][a] += 0.3;
    }
    double[] rho = solved(sigma);
    double total = 0;
    for (int j = 0; j < to; j++) {
      weights[j] *= 1 - (Doubles.dot(k[j], rho) - Doubles.dot(q, rho));
      total += weights[j];
    }
    double by = total;
    return Doubles.map(Doubles.mean(weights, v, 0), o -> o / by);
  }

  /** Gauss and Jordan; the matrix is positive definite. */
  private static double[] solved(double[][] a) {
    int n = a.length;
    for (int p = 0; p < n; p++) {
      for (int r = 0; r < n; r++) {
        double factor = r == p ? 0 : a[r][p] / a[p][p];
        for (int c = p; c <= n; c++) {
          a[r][c] -= factor * a[p][c];
        }
      }
    }
    double[] x = new double[n];
    Arrays.setAll(x, i -> a[i][n] / a[i][i]);
    return x;
  }
}
