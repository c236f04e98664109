package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.Convolution;

/** 3x3 convolutions with zeros around the image, and what nets put behind the last of them. */
final class Square {
  private Square() {}

  /**
   * A convolution with zeros to the left and right; those above and below are put by the caller.
   */
  static Convolution of(long inputs, long outputs) {
    return new Convolution(config(inputs, outputs));
  }

  /** What {@link #of} computes, for those who want it without a bias or in groups. */
  static Convolution.Config config(long inputs, long outputs) {
    return Convolution.Config.plane(inputs, outputs, 3, 3).padding(0, 1);
  }

  /** A convolution of single pixels. */
  static Convolution point(long inputs, long outputs) {
    return new Convolution(Convolution.Config.plane(inputs, outputs, 1, 1));
  }

  /** The convolution by rows. */
  static RowStage rows(NDManager carrier, ParameterStore store, Convolution convolution) {
    return new ConvolutionRows(carrier, 1, x -> convolution.apply(store, x, false));
  }

  /** The convolution of whole images. */
  static NDArray whole(ParameterStore store, Convolution convolution, NDArray x, boolean training) {
    NDArray zeros = Rows.zeros(x, 1);
    return convolution.apply(store, zeros.concat(x, 2).concat(zeros, 2), training);
  }

  /**
   * Channels (C s s) to pixels: (B,C s s,H,W) to (B,C,H s,W s), the sub-row before the sub-column.
   */
  static NDArray shuffled(NDArray x, long scale) {
    Shape s = x.getShape();
    long channels = s.get(1) / (scale * scale);
    return x.reshape(s.get(0), channels, scale, scale, s.get(2), s.get(3))
        .transpose(0, 1, 4, 2, 5, 3)
        .reshape(s.get(0), channels, s.get(2) * scale, s.get(3) * scale);
  }

  /** Shapes of images (B,C,H,W) that become larger. */
  static Shape[] enlarged(Shape[] inputs, long channels, long scale) {
    Shape in = inputs[0];
    return new Shape[] {new Shape(in.get(0), channels, in.get(2) * scale, in.get(3) * scale)};
  }
}
