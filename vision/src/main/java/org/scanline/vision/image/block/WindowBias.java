package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.Constants;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.Scalars;

/** What a window adds to its scores for the relative places of two pixels. */
final class WindowBias {
  /** Swin v2's bias lies between 0 and this. */
  private static final double MOST = 16;

  private WindowBias() {}

  /** Entries of a table (places,H) as (H,P,P). */
  static NDArray of(NDArray table, ShiftedWindows windows) {
    long pixels = (long) windows.window() * windows.window();
    NDArray places = Constants.indices(table.getManager(), windows.relativePlaces());
    return table
        .get(new NDIndex("{}", places))
        .reshape(pixels, pixels, table.getShape().get(1))
        .transpose(2, 0, 1);
  }

  /** Swin v2's table (places,H), made by a small net from logarithms of distances. */
  static NDArray continuous(
      ParameterStore store,
      Projection wide,
      Projection narrow,
      NDArray distances,
      boolean training) {
    NDArray rows = distances.reshape(-1, 2);
    NDArray hidden = Activation.relu(wide.apply(store, rows, training));
    NDArray table = narrow.apply(store, hidden, training);
    return Scalars.times(Activation.sigmoid(table), MOST);
  }

  /**
   * Signed logarithms of the distances of two pixels of a window, 8 times the share of the window:
   * (1,2M-1,2M-1,2) row by row.
   */
  static float[] distances(int window) {
    int side = 2 * window - 1;
    float[] distances = new float[side * side * 2];
    for (int i = 0; i < side * side; i++) {
      distances[2 * i] = logarithm(i / side - window + 1, window);
      distances[2 * i + 1] = logarithm(i % side - window + 1, window);
    }
    return distances;
  }

  private static float logarithm(int pixels, int window) {
    double share = window == 1 ? 0 : 8.0 * pixels / (window - 1);
    return (float) (Math.signum(share) * Math.log1p(Math.abs(share)) / Math.log(8));
  }

  static Shape distancesShape(int window) {
    int side = 2 * window - 1;
    return new Shape(1, side, side, 2);
  }
}
