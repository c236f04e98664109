package org.scanline.audio.metric;

import java.util.Arrays;

/**
 * Solves A x = b for a symmetric positive definite A by its Cholesky factor.
 *
 * <p>Our own, and not a library's or Levinson's recursion: it is short, backward stable
 * (correlation matrices of music are badly conditioned), and one kind of matrix is all that is
 * asked here. Rows are worked on in tiles of four, so that each row that is read serves four
 * products.
 */
final class Cholesky {
  private static final double RIDGE = 1e-13;
  private static final int TRIES = 5;

  private final double[][] factor;

  private Cholesky(double[][] factor) {
    this.factor = factor;
  }

  /**
   * Factors A = L L^T.
   *
   * @param matrix (n, n), of which the lower half is read; not changed. Where rounding leaves it
   *     not positive definite, 1e-13 of its largest diagonal value (then a hundred times more, and
   *     so on) is added to the diagonal
   * @throws ArithmeticException when even that does not help: there are values that are not numbers
   */
  static Cholesky of(double[][] matrix) {
    double largest = Double.MIN_NORMAL;
    for (int i = 0; i < matrix.length; i++) {
      largest = Math.max(largest, matrix[i][i]);
    }
    double ridge = Math.ulp(1.0);
    for (int attempt = 0; attempt < TRIES; attempt++) {
      double[][] rows = new double[matrix.length][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Arrays.copyOf(matrix[i], i + 1);
        rows[i][i] += ridge;
      }
      if (factor(rows)) {
        return new Cholesky(rows);
      }
      ridge = Math.max(ridge * 100, RIDGE * largest);
    }
    throw new ArithmeticException("the correlation matrix is not positive definite");
  }

  private static boolean factor(double[][] a) {
    for (int top = 0; top < a.length; top += 4) {
      int bottom = Math.min(a.length, top + 4);
      if (bottom - top == 4) {
        for (int j = 0; j < top; j++) {
          fourRows(a, top, j);
        }
      }
      int from = bottom - top == 4 ? top : 0;
      for (int i = top; i < bottom; i++) {
        for (int j = from; j <= i; j++) {
          double sum = a[i][j] - dot(a[i], a[j], j);
          if (j < i) {
            a[i][j] = sum / a[j][j];
          } else if (sum > 0) {
            a[i][i] = Math.sqrt(sum);
          } else {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static void fourRows(double[][] a, int top, int j) {
    double[] row = a[j];
    double[] r0 = a[top];
    double[] r1 = a[top + 1];
    double[] r2 = a[top + 2];
    double[] r3 = a[top + 3];
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int k = 0; k < j; k++) {
      double v = row[k];
      s0 += v * r0[k];
      s1 += v * r1[k];
      s2 += v * r2[k];
      s3 += v * r3[k];
    }
    double scale = 1 / row[j];
    r0[j] = (r0[j] - s0) * scale;
    r1[j] = (r1[j] - s1) * scale;
    r2[j] = (r2[j] - s2) * scale;
    r3[j] = (r3[j] - s3) * scale;
  }

  private static double dot(double[] a, double[] b, int count) {
    double sum = 0;
    for (int k = 0; k < count; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  /** The solution for one right side, which is not changed. */
  double[] solve(double[] right) {
    double[] x = right.clone();
    for (int i = 0; i < x.length; i++) {
      x[i] = (x[i] - dot(factor[i], x, i)) / factor[i][i];
    }
    for (int i = x.length - 1; i >= 0; i--) {
      x[i] /= factor[i][i];
      double value = x[i];
      double[] row = factor[i];
      for (int k = 0; k < i; k++) {
        x[k] -= row[k] * value;
      }
    }
    return x;
  }
}
