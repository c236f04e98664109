package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;
import org.scanline.backbones.stream.CarriedState;

/**
 * A function of single rows, which needs no memory.
 *
 * @param function of at least one row
 */
record PixelRows(UnaryOperator<NDArray> function) implements RowStage {
  @Override
  public NDArray rows(NDArray x, boolean last) {
    return Rows.count(x) == 0 ? x : function.apply(x);
  }

  @Override
  public void carry(CarriedState state) {}

  @Override
  public int lookahead() {
    return 0;
  }
}
