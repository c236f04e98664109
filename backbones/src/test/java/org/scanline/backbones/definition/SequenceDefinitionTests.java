package org.scanline.backbones.definition;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.backbones.mixer.PLstm1d;
import org.scanline.backbones.mixer.Rat;
import org.scanline.backbones.mixer.noncausal.MonarchMixer;
import org.scanline.backbones.mixer.noncausal.Ss2d;

/** Mixers with recurrences or convolutions of their own. */
class SequenceDefinitionTests {

  @Test
  void rat() {
    int heads = 6;
    int groups = 2;
    int chunk = 7;
    int k = 3;
    Definition.check(
        new Rat(new Rat.Config(heads * k, heads, groups, chunk)),
        31,
        (w, x) -> {
          int d = heads * k;
          double[][] all = w.dense("in_proj", x); // z, values, gates, then shared q and k
          double[][] joined = new double[x.length][0];
          for (int h = 0; h < heads; h++) {
            int group = 3 * d + h % groups * k;
            double[][] o =
                ratHead(
                    Doubles.columns(all, group, group + k),
                    Doubles.columns(all, group + groups * k, group + (groups + 1) * k),
                    Doubles.columns(all, d + h * k, d + (h + 1) * k),
                    Doubles.columns(all, 2 * d + h * k, 2 * d + (h + 1) * k),
                    Arrays.copyOfRange(w.get("gate_bias"), h * k, (h + 1) * k),
                    chunk);
            for (int t = 0; t < x.length; t++) {
              joined[t] = Doubles.join(joined[t], o[t]);
            }
          }
          for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < d; i++) {
              joined[t][i] *= Doubles.sigmoid(all[t][i]);
            }
          }
          return w.dense("out_proj", joined);
        });
  }

  /** Averages inside chunks; softmax over the finished chunks' last ones and the own. */
  private static double[][] ratHead(
      double[][] q, double[][] k, double[][] v, double[][] gate, double[] bias, int chunk) {
    List<double[]> keys = new ArrayList<>();
    List<double[]> values = new ArrayList<>();
    double[][] o = new double[q.length][];
    double[] key = new double[bias.length];
    double[] value = new double[bias.length];
    for (int t = 0; t < q.length; t++) {
      if (t % chunk == 0) {
        key = new double[bias.length];
        value = new double[bias.length];
      }
      for (int i = 0; i < bias.length; i++) {
        double kept = Doubles.sigmoid(gate[t][i] + bias[i]);
        key[i] = kept * key[i] + (1 - kept) * k[t][i];
        value[i] = kept * value[i] + (1 - kept) * v[t][i];
      }
      List<double[]> seenKeys = new ArrayList<>(keys);
      seenKeys.add(key);
      List<double[]> seenValues = new ArrayList<>(values);
      seenValues.add(value);
      o[t] =
          Doubles.attend(
              q[t],
              seenKeys.toArray(new double[0][]),
              seenValues.toArray(new double[0][]),
              0,
              seenKeys.size());
      if (t % chunk == chunk - 1) {
        keys.add(key.clone());
        values.add(value.clone());
      }
    }
    return o;
  }

  @Test
  void pLstmAlongALine() {
    int heads = 3;
    int k = 5;
    Definition.check(
        new PLstm1d(new PLstm1d.Config(heads * k, heads)),
        31,
        (w, x) -> {
          double[][] joined = new double[x.length][0];
          for (int h = 0; h < heads; h++) {
            double[][] o = pLstmHead(w, x, Doubles.columns(x, h * k, (h + 1) * k), h);
            for (int t = 0; t < x.length; t++) {
              joined[t] = Doubles.join(joined[t], o[t]);
            }
          }
          return w.dense("outprojection", joined);
        });
  }

  /** C_t = T_t C_(t-1) + S_t k v^T; o_t = (M_t q C_(t-1) + D_t (q.k) v) / sqrt K, then normed. */
  private static double[][] pLstmHead(Weights w, double[][] x, double[][] own, int head) {
    int n = own[0].length;
    double[][] c = new double[n][n];
    double[][] o = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double source = Doubles.sigmoid(gate(w, "source.", head, x[t]));
      double transition = Math.tanh(5 * gate(w, "transition.eigenvalues_", head, x[t]));
      double mark = Doubles.sigmoid(gate(w, "mark.", head, x[t]));
      double direct = Doubles.sigmoid(gate(w, "direct.", head, x[t]));
      double[] q = byHead(w.get("query.weight"), head, own[t]);
      double[] k = byHead(w.get("key.weight"), head, own[t]);
      double[] v = byHead(w.get("value_.weight"), head, own[t]);
      double[] read = Doubles.mean(q, c, 0);
      for (int i = 0; i < n; i++) {
        read[i] = (mark * read[i] + direct * Doubles.dot(q, k) * v[i]) / Math.sqrt(n);
        for (int j = 0; j < n; j++) {
          c[i][j] = transition * c[i][j] + source * k[i] * v[j];
        }
      }
      double size = Math.sqrt(Doubles.meanSquare(read) + 1e-5);
      o[t] = new double[n];
      for (int i = 0; i < n; i++) {
        o[t][i] = read[i] / size * w.get("mhnorm.scale")[head * n + i];
      }
    }
    return o;
  }

  private static double gate(Weights w, String prefix, int head, double[] x) {
    double raw = Weights.times(w.get(prefix + "weight"), head * x.length, 1, x)[0];
    return raw + w.get(prefix + "bias")[head];
  }

  /** Weights (1,out,1,H,in): one matrix for each head. */
  private static double[] byHead(double[] weights, int head, double[] x) {
    int heads = weights.length / x.length / x.length;
    double[] y = new double[x.length];
    for (int o = 0; o < y.length; o++) {
      y[o] = Weights.times(weights, (o * heads + head) * x.length, 1, x)[0];
    }
    return y;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void monarchMixer(boolean bidirectional) {
    int width = 6;
    int longest = 24;
    Definition.check(
        new MonarchMixer(new MonarchMixer.Config(width, longest, 8, 5, bidirectional, true)),
        new Shape(2, 19, width),
        (w, x) -> {
          double[][] parts = threeTaps(w, w.dense("in_linear", x)); // x1, x2, v
          double[][] u = new double[x.length][width];
          for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < width; i++) {
              u[t][i] = parts[t][i] * parts[t][2 * width + i];
            }
          }
          double[][] y = longConvolution(w, "filter_fn.", u, bidirectional);
          double[][] residual = longConvolution(w, "filter_fn2.", x, bidirectional);
          for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < width; i++) {
              y[t][i] = y[t][i] * parts[t][width + i] + residual[t][i];
            }
          }
          return w.dense("out_linear", y);
        });
  }

  private static double[][] threeTaps(Weights w, double[][] x) {
    double[][] y = new double[x.length][x[0].length];
    for (int t = 0; t < x.length; t++) {
      for (int i = 0; i < x[0].length; i++) {
        y[t][i] = w.get("short_filter.bias")[i];
        for (int tap = Math.max(0, 2 - t); tap < 3; tap++) {
          y[t][i] += w.get("short_filter.weight")[3 * i + tap] * x[t - 2 + tap][i];
        }
      }
    }
    return y;
  }

  /** y_t = sum_s k_(t-s) u_s + sum_s r_(s-t) u_s + b u_t, kernels being nets of the position. */
  private static double[][] longConvolution(
      Weights w, String filter, double[][] u, boolean bidirectional) {
    int width = u[0].length;
    double[][] y = new double[u.length][width];
    for (int t = 0; t < u.length; t++) {
      for (int s = 0; s < u.length; s++) {
        for (int i = 0; i < width; i++) {
          if (s <= t) {
            y[t][i] += kernel(w, filter, "implicit_filter.", t - s)[i] * u[s][i];
          }
          if (s >= t && bidirectional) {
            y[t][i] += kernel(w, filter, "implicit_filter_rev.", s - t)[i] * u[s][i];
          }
        }
      }
      for (int i = 0; i < width; i++) {
        y[t][i] += w.get(filter + "bias")[i] * u[t][i];
      }
    }
    return y;
  }

  private static double[] kernel(Weights w, String filter, String net, int lag) {
    int embedding = 5;
    double[] z = w.get(filter + "pos_emb.z");
    double[] h = Arrays.copyOfRange(z, lag * embedding, (lag + 1) * embedding);
    for (int layer = 0; layer < 3; layer++) {
      double[] frequency = w.get(filter + net + (2 * layer + 1) + ".freq");
      h = w.dense(filter + net + 2 * layer, h);
      for (int i = 0; i < h.length; i++) {
        h[i] = Math.sin(frequency[i] * h[i]);
      }
    }
    double[] kernel = w.dense(filter + net + 6, h);
    double time = w.get(filter + "pos_emb.t")[lag];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] *= Math.exp(-time * Math.abs(w.get(filter + "modulation.deltas")[i]));
    }
    return kernel;
  }

  @Test
  void crossScanOfVmamba() {
    int rows = 4;
    int columns = 5;
    Definition.check(
        new Ss2d(new Ss2d.Config(6, 10, 2, 3)),
        new Shape(2, rows, columns, 6),
        (w, x) -> new CrossScanned(w, rows, columns).of(x));
  }
}
