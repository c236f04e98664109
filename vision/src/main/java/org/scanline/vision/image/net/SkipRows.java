package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

/** x + branch(x): rows wait until the branch has caught up. */
final class SkipRows implements RowStage {
  private final NDManager carrier;
  private final RowStage branch;
  private @Nullable NDArray waiting;

  SkipRows(NDManager carrier, RowStage branch) {
    this.carrier = carrier;
    this.branch = branch;
  }

  @Override
  public NDArray rows(NDArray x, boolean last) {
    NDArray before = waiting;
    NDArray all = before == null ? x : Rows.join(before, x);
    NDArray y = branch.rows(x, last);
    long ready = Rows.count(y);
    NDArray sum = ready == 0 ? y : y.add(Rows.slice(all, 0, ready));
    waiting = Rows.kept(carrier, Rows.slice(all, ready, Rows.count(all)));
    if (before != null) {
      before.close();
    }
    return sum;
  }

  @Override
  public int lookahead() {
    return branch.lookahead();
  }

  @Override
  public void close() {
    branch.close();
    if (waiting != null) {
      waiting.close();
    }
  }
}
