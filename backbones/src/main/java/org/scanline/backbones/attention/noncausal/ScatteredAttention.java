package org.scanline.backbones.attention.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import org.jspecify.annotations.Nullable;

/**
 * Scattered linear attention (He et al., 2024): linear attention with relu features among the
 * tokens of each window, windows of any size side by side.
 *
 * <p>o_n = phi(q_n)^T KV_w / (phi(q_n) s_w + 1e-6) with KV_w the sum of phi(k) v^T and s_w that of
 * phi(k) over the window w of token n; both may be pooled over the windows around. Cost linear in
 * tokens plus windows. Thread-safe.
 *
 * @param output o (N,H,V)
 * @param kv KV (W,H,K,V), pooled if asked for
 * @param sum s (W,H,K)
 */
public record ScatteredAttention(NDArray output, NDArray kv, NDArray sum) {
  private static final double EPSILON = 1e-6;

  /**
   * Windows that lie in grids, so that neighbours are known: window (b R + r) C + c is that in row
   * r and column c of image b.
   *
   * @param rows R
   * @param columns C
   */
  public record Grid(int rows, int columns) {
    /** Checks the sizes. */
    public Grid {
      if (rows < 1 || columns < 1) {
        throw new IllegalArgumentException(
            "rows=%d and columns=%d must be at least 1".formatted(rows, columns));
      }
    }

    /** Adds to each window (W,...) the eight around it; none lie beyond the borders. */
    NDArray pool(NDArray perWindow) {
      Shape shape = perWindow.getShape();
      if (shape.get(0) % ((long) rows * columns) != 0) {
        throw new IllegalArgumentException(
            shape.get(0) + " windows do not fill grids of " + rows + " by " + columns);
      }
      NDArray images = perWindow.reshape(-1, rows, columns, shape.slice(1).size());
      return three(three(images, 1), 2).reshape(shape);
    }

    private static NDArray three(NDArray images, int axis) {
      long size = images.getShape().get(axis);
      long[] line = images.getShape().getShape().clone();
      line[axis] = 1;
      NDArray none = images.getManager().zeros(new Shape(line), images.getDataType());
      String before = axis == 1 ? ":, " : ":, :, ";
      NDArray up = images.get(new NDIndex(before + "1:")).concat(none, axis);
      NDArray down = none.concat(images.get(new NDIndex(before + ":{}", size - 1)), axis);
      return images.add(up).add(down);
    }
  }

  /**
   * Attends.
   *
   * @param q queries (N,H,K), any order of tokens
   * @param k keys (N,H,K)
   * @param v values (N,H,V)
   * @param windows the window of each token
   * @param pooled where the windows lie, to pool each with its neighbours; or null to keep them
   *     apart
   */
  public static ScatteredAttention apply(
      NDArray q, NDArray k, NDArray v, RaggedWindows windows, @Nullable Grid pooled) {
    if (k.getShape().get(0) != windows.tokens()) {
      throw new IllegalArgumentException(
          "k must have " + windows.tokens() + " tokens, is " + k.getShape());
    }
    NDArray keys = places(Activation.relu(k), windows); // (R,H,P,K)
    NDArray values = places(v, windows);
    NDArray kv = windows.sum(keys.transpose(0, 1, 3, 2).matMul(values)); // (W,H,K,V)
    NDArray sum = windows.sum(keys.sum(new int[] {2})); // (W,H,K)
    if (pooled != null) {
      kv = pooled.pool(kv);
      sum = pooled.pool(sum);
    }
    NDArray queries = places(Activation.relu(q), windows);
    NDArray read = queries.matMul(windows.repeat(kv)); // (R,H,P,V)
    NDArray below = queries.matMul(windows.repeat(sum).expandDims(3)).add(EPSILON);
    NDArray output = windows.collect(read.div(below).transpose(0, 2, 1, 3));
    return new ScatteredAttention(output, kv, sum);
  }

  private static NDArray places(NDArray tokens, RaggedWindows windows) {
    return windows.spread(tokens).transpose(0, 2, 1, 3);
  }
}
