package org.scanline.backbones.scan.convolution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.layer.Constants;
import org.scanline.backbones.layer.Scalars;

/**
 * The Fourier transform of length n m as two products with small matrices: a Monarch matrix (Dao et
 * al., 2022), known as the four-step transform (Bailey, 1990).
 *
 * <p>With time j = j1 m + j2 and frequency k = k1 + n k2, X(k1,k2) = sum_j2 W_nm^(k1 j2) (sum_j1
 * x(j1,j2) W_n^(k1 j1)) W_m^(j2 k2). Frequencies stay in the order (k1,k2), which products of
 * spectra do not mind. As n m is at least twice the steps, products do not wrap around; rows of
 * zeros are never multiplied. All tables are rounded once from double precision.
 */
final class MonarchTransform {
  private final long steps;
  private final long n;
  private final long m;
  private final long rows; // of m steps that hold the input
  private final ComplexPair down; // (n,rows), W_n^(k1 j1)
  private final ComplexPair twiddles; // (n,m), W_nm^(k1 j2)
  private final ComplexPair across; // (m,m), W_m^(j2 k2)

  /**
   * Makes the tables.
   *
   * @param like an array whose manager and type they get
   * @param steps T
   */
  MonarchTransform(NDArray like, long steps) {
    this.steps = steps;
    m = (long) Math.ceil(Math.sqrt(2.0 * steps));
    n = (2 * steps + m - 1) / m;
    rows = (steps + m - 1) / m;
    NDManager manager = like.getManager();
    DataType type = like.getDataType();
    down = roots(manager, type, n, rows, n);
    twiddles = roots(manager, type, n, m, n * m);
    across = roots(manager, type, m, m, m);
  }

  /** The table e^(-2 pi i r c / order) for rows r and columns c. */
  private static ComplexPair roots(
      NDManager manager, DataType type, long rows, long columns, long order) {
    double[] cosines = new double[Math.toIntExact(rows * columns)];
    double[] sines = new double[cosines.length];
    for (int i = 0; i < cosines.length; i++) {
      long turn = i / columns * (i % columns) % order; // exact, so large products cost no digits
      double angle = -2 * Math.PI * turn / order;
      cosines[i] = Math.cos(angle);
      sines[i] = Math.sin(angle);
    }
    Shape shape = new Shape(rows, columns);
    return new ComplexPair(
        Constants.of(manager, cosines, shape, type), Constants.of(manager, sines, shape, type));
  }

  /** Transforms real sequences (...,L) with L at most T to spectra (...,n,m). */
  ComplexPair forward(NDArray x) {
    Shape shape = x.getShape();
    int last = shape.dimension() - 1;
    Shape outer = shape.slice(0, last);
    NDArray padded = x;
    if (shape.get(last) != rows * m) {
      Shape missing = outer.add(rows * m - shape.get(last));
      padded = x.concat(x.getManager().zeros(missing, x.getDataType()), last);
    }
    NDArray grid = padded.reshape(outer.add(rows, m));
    ComplexPair columns = new ComplexPair(down.real().matMul(grid), down.imaginary().matMul(grid));
    return columns.times(twiddles).before(across);
  }

  /** Transforms spectra (...,n,m) back to the first T real numbers (...,T). */
  NDArray inverse(ComplexPair spectrum) {
    ComplexPair columns = spectrum.before(across.conjugate()).times(twiddles.conjugate());
    ComplexPair up = down.conjugate();
    NDArray grid = // real part only, and only the rows that are asked for
        up.real()
            .transpose()
            .matMul(columns.real())
            .sub(up.imaginary().transpose().matMul(columns.imaginary()));
    Shape shape = grid.getShape();
    int outer = shape.dimension() - 2;
    NDArray all = grid.reshape(shape.slice(0, outer).add(rows * m));
    NDArray first = rows * m == steps ? all : all.get(new NDIndex("..., :{}", steps));
    return Scalars.times(first, 1.0 / (n * m));
  }
}
