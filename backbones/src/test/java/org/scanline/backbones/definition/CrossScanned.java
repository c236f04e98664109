package org.scanline.backbones.definition;

import java.util.Arrays;

/** VMamba's block for one image (Liu et al., 2024): D = 10 channels inside, R = 2, N = 3. */
record CrossScanned(Weights w, int rows, int columns) {
  private static final int D = 10;
  private static final int R = 2;
  private static final int N = 3;

  double[][] of(double[][] pixels) {
    double[][] xz = w.dense("in_proj", pixels);
    double[][] u = convolved(Doubles.columns(xz, 0, D));
    double[][] sum = new double[pixels.length][D];
    for (int direction = 0; direction < 4; direction++) {
      scan(direction, u, sum);
    }
    for (int p = 0; p < sum.length; p++) {
      double mean = Arrays.stream(sum[p]).sum() / D;
      double[] centred = Doubles.map(sum[p], v -> v - mean);
      double size = Math.sqrt(Doubles.meanSquare(centred) + 1e-5);
      for (int i = 0; i < D; i++) {
        double normed = centred[i] / size * w.get("out_norm.weight")[i] + w.get("out_norm.bias")[i];
        sum[p][i] = normed * Doubles.silu(xz[p][D + i]);
      }
    }
    return w.dense("out_proj", sum);
  }

  /** Each channel by itself, 3 x 3, zeros around the image; then silu. */
  private double[][] convolved(double[][] x) {
    double[][] y = new double[x.length][D];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        for (int i = 0; i < D; i++) {
          double sum = w.get("conv2d.bias")[i];
          for (int tap = 0; tap < 9; tap++) {
            int row = r + tap / 3 - 1;
            int column = c + tap % 3 - 1;
            if (row >= 0 && row < rows && column >= 0 && column < columns) {
              sum += w.get("conv2d.weight")[9 * i + tap] * x[row * columns + column][i];
            }
          }
          y[r * columns + c][i] = Doubles.silu(sum);
        }
      }
    }
    return y;
  }

  /** The pixel of a step: along rows, along columns, and both from the end. */
  private int pixel(int direction, int step) {
    int at = direction < 2 ? step : rows * columns - 1 - step;
    return direction % 2 == 0 ? at : at % rows * columns + at / rows;
  }

  private void scan(int direction, double[][] u, double[][] sum) {
    double[][] state = new double[D][N];
    int selected = R + 2 * N;
    for (int step = 0; step < u.length; step++) {
      double[] x = u[pixel(direction, step)];
      double[] rbc = Weights.times(w.get("x_proj_weight"), direction * selected * D, selected, x);
      for (int i = 0; i < D; i++) {
        int channel = direction * D + i;
        double raw = w.get("dt_projs_bias")[channel];
        for (int r = 0; r < R; r++) {
          raw += w.get("dt_projs_weight")[channel * R + r] * rbc[r];
        }
        double delta = Math.log1p(Math.exp(raw));
        double y = w.get("Ds")[channel] * x[i];
        for (int n = 0; n < N; n++) {
          double decay = Math.exp(-delta * Math.exp(w.get("A_logs")[channel * N + n]));
          state[i][n] = decay * state[i][n] + delta * rbc[R + n] * x[i];
          y += rbc[R + N + n] * state[i][n];
        }
        sum[pixel(direction, step)][i] += y;
      }
    }
  }
}
