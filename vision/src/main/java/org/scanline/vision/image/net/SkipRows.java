package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Rows and what a branch makes of them, merged: rows wait until the branch has caught up. */
final class SkipRows implements RowStage {
  private final NDManager carrier;
  private final RowStage branch;
  private final BinaryOperator<NDArray> merge;
  private @Nullable NDArray waiting;

  /** x + branch(x). */
  SkipRows(NDManager carrier, RowStage branch) {
    this(carrier, branch, (x, y) -> y.add(x));
  }

  /**
   * merge(x, branch(x)).
   *
   * @param merge of as many rows of each
   */
  SkipRows(NDManager carrier, RowStage branch, BinaryOperator<NDArray> merge) {
    this.carrier = carrier;
    this.branch = branch;
    this.merge = merge;
  }

  @Override
  public NDArray rows(NDArray x, boolean last) {
    NDArray before = waiting;
    NDArray all = before == null ? x : Rows.join(before, x);
    NDArray y = branch.rows(x, last);
    long ready = Rows.count(y);
    NDArray merged = merge.apply(Rows.slice(all, 0, ready), y);
    waiting = Rows.kept(carrier, Rows.slice(all, ready, Rows.count(all)));
    if (before != null) {
      before.close();
    }
    return merged;
  }

  @Override
  public int lookahead() {
    return branch.lookahead();
  }

  @Override
  public int delay() {
    return branch.delay();
  }

  @Override
  public void close() {
    branch.close();
    if (waiting != null) {
      waiting.close();
    }
  }
}
