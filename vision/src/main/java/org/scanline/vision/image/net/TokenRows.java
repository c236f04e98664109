package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import org.scanline.backbones.stream.CarriedState;

/**
 * A mixer over the pixels in reading order, with its state carried from row to row.
 *
 * <p>Pixels become steps (1,T,D) and back.
 */
final class TokenRows implements RowStage {
  private final NDManager carrier;
  private final Step step;
  private NDList state;

  /** Mixes some steps: x (1,T,D) and the state to y (1,T,D), then the state after them. */
  interface Step {
    NDList mix(NDArray x, NDList state);
  }

  /** Starts above an image with a state, of which it takes copies. */
  TokenRows(NDManager carrier, NDList initial, Step step) {
    this.carrier = carrier;
    this.step = step;
    this.state = kept(initial);
  }

  private NDList kept(NDList arrays) {
    NDList copies = new NDList();
    arrays.forEach(array -> copies.add(Rows.kept(carrier, array)));
    return copies;
  }

  @Override
  public NDArray rows(NDArray x, boolean last) {
    if (Rows.count(x) == 0) {
      return x;
    }
    NDList mixed = step.mix(steps(x), state);
    NDList before = state;
    state = kept(mixed.subNDList(1));
    before.close();
    NDArray y = pixels(mixed.get(0), x.getShape());
    y.attach(x.getManager()); // the state's, until now: it would be kept as long as that
    return y;
  }

  /** (1,C,H,W) to (1,H W,C). */
  static NDArray steps(NDArray x) {
    Shape s = x.getShape();
    return x.transpose(0, 2, 3, 1).reshape(s.get(0), s.get(2) * s.get(3), s.get(1));
  }

  /** (1,H W,C) to (1,C,H,W). */
  static NDArray pixels(NDArray x, Shape image) {
    long channels = x.getShape().get(2);
    return x.reshape(image.get(0), image.get(2), image.get(3), channels).transpose(0, 3, 1, 2);
  }

  @Override
  public void carry(CarriedState carried) throws IOException {
    NDList after = new NDList();
    for (NDArray array : state) {
      NDArray next = Rows.carried(carried, carrier, array);
      after.add(next == null ? array : next);
    }
    state = after;
  }

  @Override
  public int lookahead() {
    return 0;
  }

  @Override
  public void close() {
    state.close();
  }
}
