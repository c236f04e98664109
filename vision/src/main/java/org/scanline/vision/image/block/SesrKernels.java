package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import java.util.List;
import org.scanline.backbones.layer.TorchFunction;
import org.scanline.backbones.layer.TorchOperators;

/**
 * What a SESR computes with, collapsed: the same function for the net that learns and the small
 * one.
 *
 * @param first kernel (f,1,5,5)
 * @param blocks kernels (f,f,3,3)
 * @param slopes (f) of the PReLU behind each block
 * @param last kernel (scale^2,f,5,5)
 * @param scale 2 or 4
 */
public record SesrKernels(
    NDArray first, List<NDArray> blocks, List<NDArray> slopes, NDArray last, int scale) {
  private static final int WIDE = 2;

  /** Copies the lists. */
  public SesrKernels {
    blocks = List.copyOf(blocks);
    slopes = List.copyOf(slopes);
  }

  /** A whole image, luma x (B,1,H,W) to (B,1,H s,W s), not limited to 0..1. */
  NDArray apply(NDArray x, boolean training) {
    NDArray shallow = convolved(x.sub(0.5f), first, WIDE, WIDE);
    NDArray deep = shallow;
    for (int i = 0; i < blocks.size(); i++) {
      deep = TorchOperators.prelu(training, convolved(deep, blocks.get(i), 1, 1), slopes.get(i));
    }
    return pixels(convolved(deep.add(shallow), last, WIDE, WIDE).add(x));
  }

  /** A convolution with that many zeros above and below, left and right. */
  public static NDArray convolved(NDArray x, NDArray kernel, int down, int across) {
    return Conv2d.conv2d(
            x, kernel, null, new Shape(1, 1), new Shape(down, across), new Shape(1, 1), 1)
        .singletonOrThrow();
  }

  /** Channels to pixels, twice by 2 for a scale of 4: (B,s^2,H,W) to (B,1,H s,W s). */
  public NDArray pixels(NDArray x) {
    NDArray y = x;
    for (int done = 1; done < scale; done *= 2) {
      Shape s = y.getShape();
      long channels = s.get(1) / 4;
      y =
          y.reshape(s.get(0), 2, 2, channels, s.get(2), s.get(3))
              .transpose(0, 3, 4, 1, 5, 2)
              .reshape(s.get(0), channels, 2 * s.get(2), 2 * s.get(3));
    }
    return y;
  }

  /** Samples limited to 0..1. */
  public static NDArray limited(NDArray x) {
    return TorchFunction.of("x: Tensor", "return torch.clamp(x, 0., 1.)").apply(false, x);
  }

  /** What a block gives: limited to 0..1 unless it is trained. */
  NDList output(NDArray x, boolean training) {
    NDArray y = apply(x, training);
    return new NDList(training ? y : limited(y));
  }

  static Shape[] shapes(Shape in, int scale) {
    return new Shape[] {new Shape(in.get(0), 1, in.get(2) * scale, in.get(3) * scale)};
  }
}
