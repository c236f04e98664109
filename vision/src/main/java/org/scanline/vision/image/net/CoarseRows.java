package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.scanline.backbones.layer.TorchFunction;
import org.scanline.backbones.stream.CarriedState;

/**
 * Rows pooled to fewer and narrower ones, convolved, and stretched bilinearly over the image again.
 *
 * <p>Where the pooled rows lie depends on the height of the image, so that it must be known; but a
 * row depends on few rows below it. What those windows cover is carried, and the pooled rows.
 */
final class CoarseRows implements RowStage {
  private static final TorchFunction STRETCH =
      TorchFunction.of(
          "x: Tensor, upper: Tensor, lower: Tensor, share: Tensor, columns: Tensor",
          "a = torch.index_select(x, 2, upper)",
          "b = torch.index_select(x, 2, lower)",
          "y = torch.add(torch.mul(a, torch.rsub(share, 1)), torch.mul(b, share))",
          "return torch.upsample_bilinear2d(y, [torch.size(y, 2), int(columns[0])], False)");

  /** How rows are pooled. */
  interface Pool {
    /** Pooled rows of the image. */
    int count();

    /** The first row of the window of pooled row k. */
    long first(int k);

    /** The row below the window of pooled row k. */
    long end(int k);

    /**
     * Pools rows.
     *
     * @param x (1,C,rows,W), from the first of the window of k to the last of that of k + count - 1
     * @return (1,C,count,W')
     */
    NDArray pooled(NDArray x, int k, int count);
  }

  private final Pool pool;
  private final RowStage convolved;
  private final int height;
  private final NumberedRows fine;
  private final NumberedRows coarse; // convolved
  private final int ahead;
  private long seen;
  private int next; // pooled row
  private int made; // rows that went out

  /**
   * Starts above an image.
   *
   * @param convolution 3x3 of pooled rows, with zeros to the left and right
   */
  CoarseRows(NDManager carrier, Pool pool, UnaryOperator<NDArray> convolution, int height) {
    this.pool = pool;
    this.height = height;
    convolved = new ConvolutionRows(carrier, 1, convolution);
    fine = new NumberedRows(carrier);
    coarse = new NumberedRows(carrier);
    int most = 0;
    for (int row = 0; row < height; row++) {
      int last = Math.min(lower(row) + convolved.lookahead(), pool.count() - 1);
      most = (int) Math.max(most, pool.end(last) - 1 - row);
    }
    ahead = most;
  }

  @Override
  public NDArray rows(NDArray x, boolean last) {
    seen += Rows.count(x);
    NDArray known = coarse.with(pooled(x));
    long complete = coarse.first() + Rows.count(known);
    int until = made;
    while (until < Math.min(height, seen) && lower(until) < complete) {
      until++;
    }
    NDArray y = until == made ? Rows.slice(x, 0, 0) : stretched(known, until, x);
    made = until;
    coarse.keep(known, made == height ? complete : upper(made));
    return y;
  }

  /** The pooled rows that are complete now, convolved. */
  private NDArray pooled(NDArray x) {
    NDArray all = fine.with(x);
    int until = next;
    while (until < pool.count() && pool.end(until) <= seen) {
      until++;
    }
    NDArray y = Rows.slice(x, 0, 0);
    if (until > next) {
      long from = pool.first(next) - fine.first();
      long end = pool.end(until - 1) - fine.first();
      NDArray small = pool.pooled(Rows.slice(all, from, end), next, until - next);
      y = convolved.rows(small, until == pool.count());
      next = until;
    }
    fine.keep(all, next == pool.count() ? seen : pool.first(next));
    return y;
  }

  /** The rows of the image from those that went out to one, from pooled rows. */
  private NDArray stretched(NDArray known, int until, NDArray x) {
    int rows = until - made;
    long[] uppers = new long[rows];
    long[] lowers = new long[rows];
    float[] shares = new float[rows];
    for (int i = 0; i < rows; i++) {
      int row = made + i;
      uppers[i] = upper(row) - coarse.first();
      lowers[i] = lower(row) - coarse.first();
      shares[i] = Math.min(1, source(row) - upper(row));
    }
    NDManager manager = x.getManager();
    return STRETCH.apply(
        false,
        known,
        manager.create(uppers),
        manager.create(lowers),
        manager.create(shares).reshape(rows, 1),
        manager.create(new long[] {x.getShape().get(3)}));
  }

  /** Where a row lies among the pooled ones. */
  private float source(int row) {
    float scale = (float) pool.count() / height;
    return Math.max(0, scale * (row + 0.5f) - 0.5f);
  }

  private int upper(int row) {
    return Math.min((int) source(row), pool.count() - 1);
  }

  private int lower(int row) {
    return Math.min(upper(row) + 1, pool.count() - 1);
  }

  @Override
  public void carry(CarriedState state) throws IOException {
    convolved.carry(state);
    fine.carry(state);
    coarse.carry(state);
    seen = state.number(Math.toIntExact(seen));
    next = state.number(next);
    made = state.number(made);
  }

  @Override
  public int lookahead() {
    return ahead;
  }

  @Override
  public void close() {
    convolved.close();
    fine.close();
    coarse.close();
  }
}
