package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.stream.CarriedState;
import org.scanline.backbones.stream.Resumable;

/**
 * Rows of an image by their number, of which those above are let go; the carrier owns them. One
 * thread at a time.
 */
final class NumberedRows implements Resumable, AutoCloseable {
  private final NDManager carrier;
  private @Nullable NDArray kept;
  private long first;

  NumberedRows(NDManager carrier) {
    this.carrier = carrier;
  }

  /** Number of the first row that is kept. */
  long first() {
    return first;
  }

  /** What is kept and the rows below it, on the manager of those. */
  NDArray with(NDArray below) {
    return kept == null ? below : Rows.join(kept, below);
  }

  /**
   * Keeps rows from a number on.
   *
   * @param all what {@link #with} gave
   * @param from number of the first; behind the last of all, it is the row behind it
   */
  void keep(NDArray all, long from) {
    NDArray before = kept;
    long gone = Math.max(0, Math.min(from - first, Rows.count(all)));
    kept = Rows.kept(carrier, Rows.slice(all, gone, Rows.count(all)));
    first += gone;
    if (before != null) {
      before.close();
    }
  }

  @Override
  public void carry(CarriedState state) throws IOException {
    kept = Rows.carried(state, carrier, kept);
    first = state.number(Math.toIntExact(first));
  }

  @Override
  public void close() {
    if (kept != null) {
      kept.close();
    }
  }
}
