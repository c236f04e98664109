package org.scanline.audio.separation.net.masking;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.TorchFunction;

/**
 * Learnt short waves, as Asteroid's free filterbank has them: sound (B,1,T) to their strengths
 * (B,N,F), or these back to sound. Parameter _filters (N,1,L).
 */
public final class Filterbank extends Layer {
  private final Shape filters;
  private final int stride;
  private final int padding;
  private final Parameter weight;
  private final TorchFunction encode;
  private final TorchFunction decode;

  /**
   * Declares the filters.
   *
   * @param filters N
   * @param kernel L
   * @param stride samples from one frame to the next
   * @param padding zeros on both sides of the sound; when there are any, one stride less one sample
   *     is added at the decoder's end, as Sudo rm -rf does
   */
  public Filterbank(int filters, int kernel, int stride, int padding) {
    this.filters = new Shape(filters, 1, kernel);
    this.stride = stride;
    this.padding = padding;
    weight = parameter("_filters", dense(kernel), this.filters.getShape());
    encode =
        TorchFunction.of(
            "x: Tensor, weight: Tensor",
            "return torch.conv1d(x, weight, None, [%d], [%d], [1], 1)".formatted(stride, padding));
    decode =
        TorchFunction.of(
            "x: Tensor, weight: Tensor",
            "return torch.conv_transpose1d(x, weight, None, [%d], [%d], [%d], 1, [1])"
                .formatted(stride, padding, padding > 0 ? padding - 1 : 0));
  }

  /** Strengths (B,N,F) of sound (B,1,T). */
  public NDArray encode(ParameterStore store, NDArray x, boolean training) {
    return encode.apply(training, x, value(store, weight, x.getDevice(), training));
  }

  /**
   * Sound of strengths under masks, so long as wanted: cut off, or zeros at the end.
   *
   * @param code (B,N,F)
   * @param masks (B,S,N,F)
   * @return (B,S,1,length)
   */
  public NDArray decode(
      ParameterStore store, NDArray code, NDArray masks, long length, boolean training) {
    Shape shape = masks.getShape();
    long items = shape.get(0) * shape.get(1);
    NDArray masked = code.expandDims(1).mul(masks).reshape(items, shape.get(2), shape.get(3));
    NDArray waves =
        decode.apply(training, masked, value(store, weight, code.getDevice(), training));
    return fitted(waves, length).reshape(shape.get(0), shape.get(1), 1, length);
  }

  /** Cut off, or with zeros at the end; x (...,T). */
  public static NDArray fitted(NDArray x, long length) {
    Shape shape = x.getShape();
    long have = shape.get(shape.dimension() - 1);
    if (have >= length) {
      return have == length ? x : x.get("..., :{}", length);
    }
    Shape missing = shape.slice(0, shape.dimension() - 1).add(length - have);
    return x.concat(x.getManager().zeros(missing), shape.dimension() - 1);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(encode(store, inputs.get(0), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    long frames = (in.get(2) + 2L * padding - filters.get(2)) / stride + 1;
    return new Shape[] {new Shape(in.get(0), filters.get(0), frames)};
  }
}
