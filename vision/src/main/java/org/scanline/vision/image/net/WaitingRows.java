package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.stream.CarriedState;
import org.scanline.backbones.stream.Resumable;

/** Rows that wait until others have caught up; the carrier owns them. One thread at a time. */
final class WaitingRows implements Resumable, AutoCloseable {
  private final NDManager carrier;
  private @Nullable NDArray kept;

  WaitingRows(NDManager carrier) {
    this.carrier = carrier;
  }

  /** Rows that wait now. */
  long count() {
    return kept == null ? 0 : Rows.count(kept);
  }

  /**
   * Lets rows wait behind the others and takes the first ones out.
   *
   * @param x maybe without rows
   * @param wanted at most as many as wait and come
   * @return so many rows, on the manager of x
   */
  NDArray exchange(NDArray x, long wanted) {
    NDArray before = kept;
    NDArray all = before == null ? x : Rows.join(before, x);
    NDArray taken = Rows.slice(all, 0, wanted);
    kept = Rows.kept(carrier, Rows.slice(all, wanted, Rows.count(all)));
    if (before != null) {
      before.close();
    }
    return taken;
  }

  @Override
  public void carry(CarriedState state) throws IOException {
    kept = Rows.carried(state, carrier, kept);
  }

  @Override
  public void close() {
    if (kept != null) {
      kept.close();
    }
  }
}
