package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.stream.CarriedState;

/**
 * Gives a stage only rows and columns that a fold divides: the last ones are repeated, and what
 * comes of them is cut off.
 */
final class FoldedRows implements RowStage {
  private final NDManager carrier;
  private final RowStage stage;
  private final int fold;
  private @Nullable NDArray waiting;
  private long ahead; // rows that came in and have not gone out

  /** Wraps a stage that gives a row for each row. */
  FoldedRows(NDManager carrier, RowStage stage, int fold) {
    this.carrier = carrier;
    this.stage = stage;
    this.fold = fold;
  }

  @Override
  public NDArray rows(NDArray x, boolean last) {
    NDArray before = waiting;
    NDArray all = before == null ? x : Rows.join(before, x);
    ahead += Rows.count(x);
    long count = Rows.count(all);
    long whole = last ? (count + fold - 1) / fold * fold : count / fold * fold;
    for (long row = count; row < whole; row++) {
      all = Rows.join(all, Rows.slice(all, count - 1, count));
    }
    waiting = Rows.kept(carrier, Rows.slice(all, whole, Rows.count(all)));
    if (before != null) {
      before.close();
    }
    NDArray y = stage.rows(widened(Rows.slice(all, 0, whole)), last);
    long out = Math.min(ahead, Rows.count(y));
    ahead -= out;
    return y.get(new NDIndex(":, :, {}:{}, {}:{}", 0, out, 0, x.getShape().get(3)));
  }

  private NDArray widened(NDArray x) {
    long width = x.getShape().get(3);
    NDArray wide = x;
    for (long column = width; column % fold != 0; column++) {
      wide = wide.concat(x.get(new NDIndex(":, :, :, {}:{}", width - 1, width)), 3);
    }
    return wide;
  }

  @Override
  public void carry(CarriedState state) throws IOException {
    stage.carry(state);
    waiting = Rows.carried(state, carrier, waiting);
    ahead = state.number(Math.toIntExact(ahead));
  }

  @Override
  public int lookahead() {
    return fold * stage.lookahead() + fold - 1;
  }

  @Override
  public int delay() {
    return stage.delay();
  }

  @Override
  public void close() {
    stage.close();
    if (waiting != null) {
      waiting.close();
    }
  }
}
