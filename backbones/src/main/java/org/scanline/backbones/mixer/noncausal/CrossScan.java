package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

/**
 * An image as four sequences: its rows one after the other, its columns, and both from the end
 * (VMamba; Liu et al., 2024, arXiv 2401.10166, figure 3).
 */
public final class CrossScan {
  private CrossScan() {}

  /** Unrolls images (B,C,H,W) to (B,4,C,H*W). */
  public static NDArray unroll(NDArray images) {
    Shape s = images.getShape();
    Shape flat = new Shape(s.get(0), 1, s.get(1), s.get(2) * s.get(3));
    NDArray rows = images.reshape(flat);
    NDArray columns = images.transpose(0, 1, 3, 2).reshape(flat);
    NDArray forward = rows.concat(columns, 1);
    return forward.concat(forward.flip(3), 1);
  }

  /** Adds up what four sequences (B,4,C,H*W) hold for each pixel: (B,C,H,W). */
  public static NDArray merge(NDArray sequences, long height, long width) {
    Shape s = sequences.getShape();
    NDList directions = sequences.split(2, 1); // forward and from the end
    NDList both = directions.get(0).add(directions.get(1).flip(3)).split(2, 1);
    NDArray rows = both.get(0).reshape(s.get(0), s.get(2), height, width);
    NDArray columns = both.get(1).reshape(s.get(0), s.get(2), width, height);
    return rows.add(columns.transpose(0, 1, 3, 2));
  }
}
