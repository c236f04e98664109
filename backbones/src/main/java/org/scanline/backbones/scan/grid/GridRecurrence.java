package org.scanline.backbones.scan.grid;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanForm;

/**
 * The two-dimensional recurrence of pLSTM (Pöppel et al., 2025): outer products of keys and values
 * flow from each cell of a grid along both axes.
 *
 * <p>With R the matrix that leaves a cell along x and D that which leaves along y:
 *
 * <pre>
 * R[x,y] = T_rl R[x-1,y] + T_ru D[x,y-1] + S_r k v^T
 * D[x,y] = T_du D[x,y-1] + T_dl R[x-1,y] + S_d k v^T
 * o[x,y] = scale (M_l q^T R[x-1,y] + M_u q^T D[x,y-1] + D (q k) v)
 * </pre>
 *
 * <p>Cost linear in the number of cells. The chunked form goes by the grid's diagonals, whose cells
 * depend only on the diagonal before; the fused form goes along y within x, holds one row of
 * matrices, takes FLOAT32 arrays on the CPU, and its bits do not depend on the number of threads. A
 * grid may be cut along x: what leaves one strip enters the next. Thread-safe.
 */
public final class GridRecurrence {
  private GridRecurrence() {}

  /**
   * Runs the recurrence.
   *
   * @param form which form to compute; the size of chunks plays no part
   * @param q queries (B,H,X,Y,K)
   * @param k keys (B,H,X,Y,K)
   * @param v values (B,H,X,Y,V)
   * @param gates (B,H,X,Y)
   * @param entering R of the cells before x = 0, (B,H,Y,K,V), or null for zero
   * @param scale factor of the outputs
   * @throws IllegalArgumentException naming the first array that does not fit
   */
  public static GridResult run(
      ScanForm form,
      NDArray q,
      NDArray k,
      NDArray v,
      GridGates gates,
      @Nullable NDArray entering,
      float scale) {
    GridShape shape = GridShape.of(q, k, v, gates, entering);
    if (shape.empty()) {
      return shape.nothing(k, entering);
    }
    return switch (form.kind()) {
      case NAIVE -> NaiveGrid.run(shape, q, k, v, gates, entering, scale);
      case CHUNKED -> DiagonalGrid.run(shape, q, k, v, gates, entering, scale);
      case FUSED -> FusedGrid.run(shape, q, k, v, gates, entering, scale, form.size());
    };
  }
}
