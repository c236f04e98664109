package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.attention.Hedgehog;
import org.scanline.backbones.layer.Layer;

/**
 * A learned feature map (Zhang et al., 2024, Hedgehog): (B,H,T,K) to (B,H,T,2K), starting at W = I.
 *
 * <p>Shared by all heads with parameters layer.weight (K,K) and layer.bias (K) as in
 * flash-linear-attention, or one for each head with mlp.layer (H,K,K) as in LoLCATs.
 */
public final class HedgehogMap extends Layer {
  private final Matrix matrix;

  private HedgehogMap(String name, Matrix matrix) {
    this.matrix = addChildBlock(name, matrix);
  }

  /** One map for all heads, with a joint softmax. */
  public static HedgehogMap shared(long keys) {
    return new HedgehogMap("layer", new Matrix(0, keys));
  }

  /** One map for each head, with a softmax for each sign. */
  public static HedgehogMap perHead(long heads, long keys) {
    return new HedgehogMap("mlp", new Matrix(heads, keys));
  }

  /** Maps queries or keys (B,H,T,K) to features (B,H,T,2K), all positive. */
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray y = matrix.apply(store, x, training);
    return matrix.bias == null ? Hedgehog.halves(y) : Hedgehog.joint(y);
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
    return new Shape[] {in.slice(0, 3).add(2 * in.get(3))};
  }

  /** The dense part: y = W x + b for all heads, or y = x W_h without b for each. */
  private static final class Matrix extends Layer {
    private final Parameter weight;
    private final @Nullable Parameter bias;

    Matrix(long heads, long keys) {
      if (heads == 0) {
        weight = parameter("weight", identity(), keys, keys);
        bias = parameter("bias", constant(0), keys);
      } else {
        weight = parameter("layer", identity(), heads, keys, keys);
        bias = null;
      }
    }

    private static Initializer identity() {
      return (manager, shape, type) -> {
        long width = shape.get(shape.dimension() - 1);
        NDArray eye = manager.eye((int) width, (int) width, 0, type);
        return eye.broadcast(shape).duplicate();
      };
    }

    NDArray apply(ParameterStore store, NDArray x, boolean training) {
      NDArray w = local(x, value(store, weight, x.getDevice(), training));
      return bias == null
          ? x.matMul(w)
          : x.matMul(w.transpose()).add(value(store, bias, x.getDevice(), training));
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
}
