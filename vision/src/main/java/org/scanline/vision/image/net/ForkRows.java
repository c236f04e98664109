package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.function.BinaryOperator;
import org.scanline.backbones.stream.CarriedState;

/** Two branches of the same rows, merged: rows of either wait for those of the other. */
final class ForkRows implements RowStage {
  private final RowStage left;
  private final RowStage right;
  private final BinaryOperator<NDArray> merge;
  private final WaitingRows leftWaiting;
  private final WaitingRows rightWaiting;

  /**
   * merge(left(x), right(x)).
   *
   * @param merge of as many rows of each, at least one
   */
  ForkRows(NDManager carrier, RowStage left, RowStage right, BinaryOperator<NDArray> merge) {
    this.left = left;
    this.right = right;
    this.merge = merge;
    leftWaiting = new WaitingRows(carrier);
    rightWaiting = new WaitingRows(carrier);
  }

  @Override
  public NDArray rows(NDArray x, boolean last) {
    NDArray one = left.rows(x, last);
    NDArray other = right.rows(x, last);
    long ready =
        Math.min(leftWaiting.count() + Rows.count(one), rightWaiting.count() + Rows.count(other));
    NDArray first = leftWaiting.exchange(one, ready);
    NDArray second = rightWaiting.exchange(other, ready);
    return ready == 0 ? first : merge.apply(first, second);
  }

  @Override
  public void carry(CarriedState state) throws IOException {
    left.carry(state);
    right.carry(state);
    leftWaiting.carry(state);
    rightWaiting.carry(state);
  }

  @Override
  public int lookahead() {
    return Math.max(left.lookahead(), right.lookahead());
  }

  @Override
  public int delay() {
    return Math.max(left.delay(), right.delay());
  }

  @Override
  public void close() {
    left.close();
    right.close();
    leftWaiting.close();
    rightWaiting.close();
  }
}
