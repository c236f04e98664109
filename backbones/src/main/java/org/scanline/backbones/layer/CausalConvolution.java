package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.convolution.ShortConvolution;

/**
 * A convolution along time of each channel by itself that sees no later step, with a carried tail.
 *
 * <p>Parameters weight (C,1,W) and, if asked for, bias (C). The tail (B,C,W) holds the last W
 * inputs, oldest first, as the reference implementations keep it; zeros stand for what came before
 * the start.
 */
public final class CausalConvolution extends Layer {
  private final long channels;
  private final int width;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** Creates a convolution of W = width taps. */
  public CausalConvolution(long channels, int width, boolean withBias) {
    if (width < 1) {
      throw new IllegalArgumentException("width=" + width + " must be at least 1");
    }
    this.channels = channels;
    this.width = width;
    weight = parameter("weight", dense(width), channels, 1, width);
    bias = withBias ? parameter("bias", dense(width), channels) : null;
  }

  /** The shape of the tail, (B,C,W). */
  public Shape tailShape(long batch) {
    return new Shape(batch, channels, width);
  }

  /**
   * Convolves x (B,T,C).
   *
   * @param tail from the piece before, or null at the start
   * @return y (B,T,C) and the new tail
   */
  public NDList apply(ParameterStore store, NDArray x, @Nullable NDArray tail, boolean training) {
    DataType type = x.getDataType();
    long steps = x.getShape().get(1);
    NDArray before =
        tail == null ? x.getManager().zeros(tailShape(x.getShape().get(0)), type) : tail;
    NDArray all = before.concat(x.transpose(0, 2, 1), 2); // (B,C,W+T)
    NDArray kept = all.get(new NDIndex(":, :, {}:", steps));
    if (steps == 0) {
      return new NDList(x, kept);
    }
    NDArray w = value(store, weight, x.getDevice(), training);
    NDArray b = bias == null ? null : value(store, bias, x.getDevice(), training);
    NDArray y =
        Conv1d.conv1d(
                all.get(new NDIndex(":, :, 1:")),
                w,
                b,
                new Shape(1),
                new Shape(0),
                new Shape(1),
                Math.toIntExact(channels))
            .singletonOrThrow();
    return new NDList(y.transpose(0, 2, 1), kept);
  }

  /**
   * Convolves the first C columns of x (B,T,columns) and applies silu, for inference on the CPU.
   *
   * @param tail from the piece before; zeros at the start
   * @return y (B,T,C) and the new tail, on the manager of the tail
   */
  public NDList applyActivated(ParameterStore store, NDArray x, NDArray tail) {
    NDArray w = value(store, weight, x.getDevice(), false);
    NDArray b = bias == null ? null : value(store, bias, x.getDevice(), false);
    ScanResult result = new ShortConvolution(w, b).run(x, tail);
    return new NDList(result.output(), result.state());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return apply(store, inputs.get(0), inputs.size() > 1 ? inputs.get(1) : null, training);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0], tailShape(inputShapes[0].get(0))};
  }
}
