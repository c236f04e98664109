package org.scanline.audio.metric;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Solves A x = b for a symmetric positive definite A by its Cholesky factor, A = U^T U.
 *
 * <p>Our own, and not a library's or Levinson's recursion: it is short, backward stable
 * (correlation matrices of music are badly conditioned), and one kind of matrix is all that is
 * asked here. Panels of rows are taken off the rows below them, four at a time over neighbouring
 * values, so that the compiler makes vectors of it.
 */
final class Cholesky {
  private static final double RIDGE = 1e-10;
  private static final int TRIES = 4;
  private static final int PANEL = 32;
  private static final int TILE = 1024;

  /** Row i holds columns i to n - 1. */
  private final double[][] factor;

  private Cholesky(double[][] factor) {
    this.factor = factor;
  }

  /**
   * Factors a matrix.
   *
   * <p>1e-10 of the largest diagonal value is added to the diagonal (a hundred times more while
   * that does not leave it positive definite). It changes nothing that can be heard, but keeps
   * rounding errors from making filters of any size where the sounds have no energy at all, as
   * above the cut-off of a lossy codec.
   *
   * @param matrix makes the upper half: row i holds columns i to n - 1; what it gives is
   *     overwritten
   * @throws ArithmeticException when even that does not help: there are values that are not numbers
   */
  static Cholesky of(Supplier<double[][]> matrix) {
    double part = RIDGE;
    for (int attempt = 0; attempt < TRIES; attempt++, part *= 100) {
      double[][] rows = matrix.get();
      double largest = 0;
      for (double[] row : rows) {
        largest = Math.max(largest, row[0]);
      }
      for (double[] row : rows) {
        row[0] += Math.max(Math.ulp(1.0), part * largest);
      }
      if (factor(rows)) {
        return new Cholesky(rows);
      }
    }
    throw new ArithmeticException("the correlation matrix is not positive definite");
  }

  private static boolean factor(double[][] u) {
    int n = u.length;
    for (int top = 0; top < n; top += PANEL) {
      int bottom = Math.min(n, top + PANEL);
      if (!factorPanel(u, top, bottom)) {
        return false;
      }
      for (int left = bottom; left < n; left += TILE) {
        int right = Math.min(n, left + TILE);
        for (int i = bottom; i < right; i++) {
          takeOff(u, top, bottom, i, Math.max(left, i), right);
        }
      }
    }
    return true;
  }

  private static boolean factorPanel(double[][] u, int top, int bottom) {
    for (int k = top; k < bottom; k++) {
      double[] row = u[k];
      if (!(row[0] > 0)) {
        return false;
      }
      double scale = 1 / Math.sqrt(row[0]);
      for (int j = 0; j < row.length; j++) {
        row[j] *= scale;
      }
      for (int i = k + 1; i < bottom; i++) {
        takeOff(row, row[i - k], i - k, u[i], 0, u[i].length);
      }
    }
    return true;
  }

  /** Takes rows top to bottom - 1 off columns left to right - 1 of row i. */
  private static void takeOff(double[][] u, int top, int bottom, int i, int left, int right) {
    double[] to = u[i];
    int at = left - i;
    int count = right - left;
    int k = top;
    for (; k + 4 <= bottom; k += 4) {
      fourRows(u, k, i, left, to, at, count);
    }
    for (; k < bottom; k++) {
      takeOff(u[k], u[k][i - k], left - k, to, at, count);
    }
  }

  private static void takeOff(
      double[] row, double factor, int from, double[] to, int at, int count) {
    for (int j = 0; j < count; j++) {
      to[at + j] -= factor * row[from + j];
    }
  }

  private static void fourRows(
      double[][] u, int k, int i, int left, double[] to, int at, int count) {
    double[] r0 = u[k];
    double[] r1 = u[k + 1];
    double[] r2 = u[k + 2];
    double[] r3 = u[k + 3];
    double f0 = r0[i - k];
    double f1 = r1[i - k - 1];
    double f2 = r2[i - k - 2];
    double f3 = r3[i - k - 3];
    int from = left - k;
    for (int j = 0; j < count; j++) {
      to[at + j] -=
          f0 * r0[from + j] + f1 * r1[from - 1 + j] + f2 * r2[from - 2 + j] + f3 * r3[from - 3 + j];
    }
  }

  /** The solution for one right side, which is not changed. */
  double[] solve(double[] right) {
    double[] x = Arrays.copyOf(right, right.length);
    int n = x.length;
    for (int k = 0; k < n; k++) {
      double[] row = factor[k];
      x[k] /= row[0];
      takeOff(row, x[k], 1, x, k + 1, n - k - 1);
    }
    for (int k = n - 1; k >= 0; k--) {
      double[] row = factor[k];
      double sum = x[k];
      for (int j = 1; j < row.length; j++) {
        sum -= row[j] * x[k + j];
      }
      x[k] = sum / row[0];
    }
    return x;
  }
}
