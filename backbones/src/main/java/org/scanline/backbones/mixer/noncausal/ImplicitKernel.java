package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Projection;

/**
 * Dense layers with sines between them, from a position to a kernel's values there: children
 * numbered 0 to 6, the odd ones sines with a freq (1,order).
 */
final class ImplicitKernel extends Layer {
  private static final int SINES = 3;
  private static final float FREQUENCY = 10;
  private final List<Projection> dense = new ArrayList<>();
  private final List<Sine> sines = new ArrayList<>();

  ImplicitKernel(MonarchMixer.Config config) {
    long inputs = config.embedding();
    for (int i = 0; i < SINES; i++) {
      dense.add(addChildBlock("" + 2 * i, new Projection(inputs, config.order(), true)));
      sines.add(addChildBlock("" + (2 * i + 1), new Sine(config.order())));
      inputs = config.order();
    }
    dense.add(addChildBlock("" + 2 * SINES, new Projection(inputs, config.width(), false)));
  }

  /** Maps positions z (1,T,E) to (1,T,D). */
  NDArray apply(ParameterStore store, NDArray z, boolean training) {
    NDArray h = z;
    for (int i = 0; i < SINES; i++) {
      h = sines.get(i).apply(store, dense.get(i).apply(store, h, training), training);
    }
    return dense.get(SINES).apply(store, h, training);
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
    return dense.get(SINES).getOutputShapes(inputShapes);
  }

  private static final class Sine extends Layer {
    private final Parameter frequency;

    Sine(long width) {
      frequency = parameter("freq", constant(FREQUENCY), 1, width);
    }

    NDArray apply(ParameterStore store, NDArray x, boolean training) {
      return x.mul(value(store, frequency, x.getDevice(), training)).sin();
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
