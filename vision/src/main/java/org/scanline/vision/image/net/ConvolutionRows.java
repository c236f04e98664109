package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.stream.CarriedState;

/**
 * A function of rows and their neighbours, such as a convolution with a square kernel of odd size,
 * of which it carries size - 1 rows.
 */
final class ConvolutionRows implements RowStage {

  /** What stands for rows above and below an image. */
  enum Edge {
    /** Black. */
    ZEROS,
    /** The outermost row again. */
    REPEATED
  }

  private final NDManager carrier;
  private final int reach;
  private final Edge edge;
  private final UnaryOperator<NDArray> valid;
  private @Nullable NDArray above;

  /**
   * Starts above an image with zeros around.
   *
   * @param reach rows above and below that a row depends on
   * @param valid the convolution with zeros to the left and right but not above and below
   */
  ConvolutionRows(NDManager carrier, int reach, UnaryOperator<NDArray> valid) {
    this(carrier, reach, Edge.ZEROS, valid);
  }

  /**
   * Starts above an image.
   *
   * @param reach rows above and below that a row depends on
   * @param valid of some rows and reach more above and below
   */
  ConvolutionRows(NDManager carrier, int reach, Edge edge, UnaryOperator<NDArray> valid) {
    this.carrier = carrier;
    this.reach = reach;
    this.edge = edge;
    this.valid = valid;
  }

  @Override
  public NDArray rows(NDArray x, boolean last) {
    NDArray known = above;
    if (known == null && Rows.count(x) == 0) {
      return x;
    }
    NDArray all = Rows.join(known == null ? beyond(x, 0) : known, x);
    if (last) {
      all = Rows.join(all, beyond(all, Rows.count(all) - 1));
    }
    long ready = Rows.count(all) - 2L * reach;
    NDArray y = ready > 0 ? valid.apply(all) : Rows.slice(x, 0, 0);
    above = Rows.kept(carrier, Rows.slice(all, Math.max(0, ready), Rows.count(all)));
    if (known != null) {
      known.close();
    }
    return y;
  }

  /** The rows beyond the outermost one. */
  private NDArray beyond(NDArray x, long outermost) {
    return edge == Edge.ZEROS
        ? Rows.zeros(x, reach)
        : Rows.slice(x, outermost, outermost + 1).repeat(2, reach);
  }

  @Override
  public void carry(CarriedState state) throws IOException {
    above = Rows.carried(state, carrier, above);
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
