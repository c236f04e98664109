package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.function.BinaryOperator;
import org.scanline.backbones.stream.CarriedState;

/** Rows and what a branch makes of them, merged: rows wait until the branch has caught up. */
final class SkipRows implements RowStage {
  private final RowStage branch;
  private final BinaryOperator<NDArray> merge;
  private final WaitingRows waiting;

  /** x + branch(x). */
  SkipRows(NDManager carrier, RowStage branch) {
    this(carrier, branch, (x, y) -> y.add(x));
  }

  /**
   * merge(x, branch(x)).
   *
   * @param merge of as many rows of each, at least one
   */
  SkipRows(NDManager carrier, RowStage branch, BinaryOperator<NDArray> merge) {
    this.branch = branch;
    this.merge = merge;
    waiting = new WaitingRows(carrier);
  }

  @Override
  public NDArray rows(NDArray x, boolean last) {
    NDArray y = branch.rows(x, last);
    long ready = Rows.count(y);
    NDArray mine = waiting.exchange(x, ready);
    return ready == 0 ? y : merge.apply(mine, y);
  }

  @Override
  public void carry(CarriedState state) throws IOException {
    branch.carry(state);
    waiting.carry(state);
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
    waiting.close();
  }
}
