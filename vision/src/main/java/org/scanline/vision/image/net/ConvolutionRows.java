package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A convolution with a square kernel of odd size and zeros around the image, of which it carries
 * size - 1 rows.
 */
final class ConvolutionRows implements RowStage {
  private final NDManager carrier;
  private final int reach;
  private final UnaryOperator<NDArray> valid;
  private @Nullable NDArray above;

  /**
   * Starts above an image.
   *
   * @param reach rows above and below that a row depends on
   * @param valid the convolution with zeros to the left and right but not above and below
   */
  ConvolutionRows(NDManager carrier, int reach, UnaryOperator<NDArray> valid) {
    this.carrier = carrier;
    this.reach = reach;
    this.valid = valid;
  }

  @Override
  public NDArray rows(NDArray x, boolean last) {
    NDArray known = above;
    NDArray all = Rows.join(known == null ? Rows.zeros(x, reach) : known, x);
    if (last) {
      all = Rows.join(all, Rows.zeros(x, reach));
    }
    long ready = Rows.count(all) - 2L * reach;
    NDArray y = ready > 0 ? valid.apply(all) : null;
    long from = Math.max(0, ready);
    above = Rows.kept(carrier, Rows.slice(all, from, Rows.count(all)));
    if (known != null) {
      known.close();
    }
    return y == null ? Rows.slice(none(x), 0, 0) : y;
  }

  /** No rows, with the channels that come out. */
  private NDArray none(NDArray x) {
    return valid.apply(Rows.zeros(x, 2L * reach + 1));
  }

  @Override
  public int lookahead() {
    return reach;
  }

  @Override
  public void close() {
    if (above != null) {
      above.close();
    }
  }
}
