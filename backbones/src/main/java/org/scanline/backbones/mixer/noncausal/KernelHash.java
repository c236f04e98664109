package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Scalars;

/**
 * A hash of directions to signs through a Gaussian kernel (Liu et al., 2012, KSH): b(x) = sign(A
 * (k(x) - mean)), k(x)_m = e^(-|x-anchor_m|^2 / (2 sigma)), sigma the mean squared distance.
 *
 * <p>Buffers A (H,bits,anchors), mvec (1,H,1,anchors), anchor (1,H,anchors,K), which no gradient
 * changes. Gradients to x pass the sign where its argument is within [-1,1].
 */
final class KernelHash extends Layer {
  private static final double NO_LENGTH = 1e-24;
  private static final double NO_DISTANCE = 1e-12;
  private final int bits;
  private final Parameter weights;
  private final Parameter mean;
  private final Parameter anchors;

  KernelHash(int heads, int width, int bits, int count) {
    this.bits = bits;
    Initializer normal = (manager, shape, type) -> manager.randomNormal(0, 1, shape, type);
    weights = buffer("A", normal, heads, bits, count);
    mean = buffer("mvec", constant(0), 1, heads, 1, count);
    anchors = buffer("anchor", constant(0), 1, heads, count, width);
  }

  /** Rows x (...,K) over their length. */
  static NDArray directions(NDArray x) {
    return x.div(x.mul(x).sum(new int[] {-1}, true).add(NO_LENGTH).sqrt());
  }

  /** Codes (B,H,T,bits) of -1 and 1 for directions x (B,H,T,K). */
  NDArray codes(ParameterStore store, NDArray x, boolean training) {
    NDArray a = local(x, value(store, weights, x.getDevice(), training));
    NDArray m = local(x, value(store, mean, x.getDevice(), training));
    NDArray to = local(x, value(store, anchors, x.getDevice(), training));
    NDArray y = kernel(x, to).sub(m).matMul(a.transpose(0, 2, 1).expandDims(0));
    NDArray signs = Scalars.times(y.gt(0).toType(y.getDataType(), false), 2).sub(1);
    NDArray slope = y.clip(-1, 1);
    return signs.add(slope.sub(slope.stopGradient())); // the second term is 0
  }

  /** Likeness of directions (B,H,T,K) and anchors (1,H,M,K), (B,H,T,M). */
  static NDArray kernel(NDArray x, NDArray to) {
    NDArray squares =
        x.mul(x).sum(new int[] {3}, true).add(to.mul(to).sum(new int[] {3}).expandDims(2));
    NDArray distance = squares.sub(Scalars.times(x.matMul(to.transpose(0, 1, 3, 2)), 2));
    NDArray sigma = distance.mean(new int[] {3}, true).mean(new int[] {2}, true);
    return distance.div(Scalars.times(sigma.add(NO_DISTANCE), -2)).exp();
  }

  /** Learns the buffers from directions x (B,H,T,K). */
  void learn(NDArray x, int neighbours, long seed) {
    try (NDManager manager = x.getManager().newSubManager()) {
      NDArray fixed = x.stopGradient();
      fixed.attach(manager);
      HashLearning learning = new HashLearning(fixed, anchors.getArray().getShape(), seed);
      learning.anchors().copyTo(anchors.getArray());
      learning.mean().copyTo(mean.getArray());
      NDArray start = local(fixed, weights.getArray());
      learning.weights(start, bits, neighbours).copyTo(weights.getArray());
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(codes(store, inputs.get(0), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0].slice(0, 3).add(bits)};
  }
}
