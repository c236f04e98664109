package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Constants;
import org.scanline.backbones.layer.ImageConvolution;
import org.scanline.backbones.layer.Layer;

/**
 * A convolution that learns as two, a wide one and a pointwise one behind it, and computes as one
 * small one: SESR's linear block (Bhardwaj et al., "Collapsible linear blocks for super-efficient
 * super resolution", 2022, algorithm 1).
 *
 * <p>Both are applied to an impulse in each channel; what comes out, turned around, is the small
 * kernel, with a skip in its middle when as many channels go out as come in. Gradients reach the
 * wide weights through it. As in the reference, the biases of the two add to every tap of the small
 * kernel, which has no bias of its own. Images (B,in,H,W) to (B,out,H,W), zeros around. Parameters
 * conv2.weight (inner,in,k,k), conv2.bias, conv3.weight (out,inner,1,1), conv3.bias.
 */
public final class CollapsibleConvolution extends Layer {
  private final int inputs;
  private final int outputs;
  private final int size;
  private final ImageConvolution wide;
  private final ImageConvolution narrow;

  /**
   * Declares the parameters.
   *
   * @param inner channels between the two convolutions
   * @param size rows and columns of the kernel, odd
   */
  public CollapsibleConvolution(int inputs, int inner, int outputs, int size) {
    if (size % 2 == 0) {
      throw new IllegalArgumentException("size=" + size + " must be odd");
    }
    this.inputs = inputs;
    this.outputs = outputs;
    this.size = size;
    ImageConvolution.Config expansion = new ImageConvolution.Config(inputs, inner, size, 1, 0, 1);
    wide = addChildBlock("conv2", new ImageConvolution(expansion, true));
    ImageConvolution.Config projection = ImageConvolution.Config.pointwise(inner, outputs);
    narrow = addChildBlock("conv3", new ImageConvolution(projection, true));
  }

  /**
   * The small kernel (out,in,k,k).
   *
   * @param manager of the device to compute on; the kernel belongs to it
   */
  public NDArray kernel(ParameterStore store, NDManager manager, boolean training) {
    NDArray impulses = impulses(manager, 2 * size - 1, inputs);
    NDArray response = narrow.apply(store, wide.apply(store, impulses, training), training);
    NDArray kernel = response.flip(2, 3).transpose(1, 0, 2, 3);
    return inputs == outputs ? kernel.add(impulses(manager, size, inputs)) : kernel;
  }

  /** For each channel a 1 in the middle of a square of zeros: (C,C,side,side). */
  private static NDArray impulses(NDManager manager, int side, int channels) {
    float[] values = new float[channels * channels * side * side];
    for (int c = 0; c < channels; c++) {
      values[(c * channels + c) * side * side + side * side / 2] = 1;
    }
    return Constants.of(
        manager, values, new Shape(channels, channels, side, side), DataType.FLOAT32);
  }

  /** Convolves x (B,in,H,W). */
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray kernel = kernel(store, x.getManager(), training);
    return SesrKernels.convolved(x, kernel, size / 2, size / 2);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(apply(store, inputs.get(0), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(0), outputs, in.get(2), in.get(3))};
  }
}
