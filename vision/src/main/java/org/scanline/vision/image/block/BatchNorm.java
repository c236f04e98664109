package org.scanline.vision.image.block;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;

/**
 * Batch norm over channels first, x (B,C,...), as PyTorch's BatchNorm2d (Ioffe and Szegedy, 2015):
 * in training by the batch, else by the running means. Parameters weight, bias (C), and kept beside
 * them running_mean, running_var (C) and num_batches_tracked (), which nothing reads.
 */
public final class BatchNorm extends Layer {
  /** What stays of a running mean: DJL counts the other way round than PyTorch, which has 0.1. */
  private static final float MOMENTUM = 0.9f;

  private final float epsilon;
  private final Parameter weight;
  private final Parameter bias;
  private final Parameter mean;
  private final Parameter variance;

  /** Declares the parameters; epsilon is added to variances. */
  public BatchNorm(int channels, double epsilon) {
    this.epsilon = (float) epsilon;
    weight = parameter("weight", constant(1), channels);
    bias = parameter("bias", constant(0), channels);
    mean = buffer("running_mean", constant(0), channels);
    variance = buffer("running_var", constant(1), channels);
    buffer("num_batches_tracked", constant(0));
  }

  /** Normalizes x (B,C,...); in training the running means move by a tenth. */
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    Device device = x.getDevice();
    return ai.djl.nn.norm.BatchNorm.batchNorm(
            x,
            value(store, mean, device, training),
            value(store, variance, device, training),
            value(store, weight, device, training),
            value(store, bias, device, training),
            1,
            MOMENTUM,
            epsilon,
            training)
        .singletonOrThrow();
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
    return inputShapes;
  }
}
