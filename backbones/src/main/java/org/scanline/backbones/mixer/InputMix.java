package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.TokenShift;

/**
 * How much of the step before goes into each input of RWKV-6 (Peng et al., 2024, eq. 14 to 16): a
 * low-rank function of the step itself, already mixed by mu.
 *
 * <p>Parameters 0.mu (D), 0.linear.weight (N*R,D) and 2.weight (D,N*R) for N inputs and rank R.
 */
final class InputMix extends Layer {
  private final int inputs;
  private final Lerp first;
  private final Up second;

  InputMix(int width, int inputs, int rank) {
    this.inputs = inputs;
    first = addChildBlock("0", new Lerp(width, inputs * rank));
    second = addChildBlock("2", new Up(width, inputs * rank));
  }

  /**
   * The N mixed inputs, each (B,T,D).
   *
   * @param bias of the shares, (N,D)
   */
  NDList apply(ParameterStore store, NDArray x, TokenShift shift, NDArray bias, boolean training) {
    NDArray hidden = Activation.tanh(first.apply(store, x, shift, training)); // (B,T,N*R)
    NDList parts = hidden.split(inputs, 2);
    NDArray weight = second.weight(store, x, training); // (D,N*R)
    long rank = weight.getShape().get(1) / inputs;
    NDList mixed = new NDList();
    for (int n = 0; n < inputs; n++) {
      NDArray columns = weight.get(new NDIndex(":, {}:{}", n * rank, (n + 1) * rank));
      NDArray share = parts.get(n).matMul(columns.transpose()).add(bias.get(n));
      mixed.add(x.add(shift.difference().mul(share)));
    }
    return mixed;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    TokenShift shift = TokenShift.of(inputs.get(0), inputs.get(1));
    return apply(store, inputs.get(0), shift, inputs.get(2), training);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape[] all = new Shape[inputs];
    Arrays.fill(all, inputShapes[0]);
    return all;
  }

  /** A dense layer on a step mixed with the one before by fixed parts mu. */
  private static final class Lerp extends Layer {
    private final Parameter mu;
    private final Projection linear;

    Lerp(long width, long outputs) {
      mu = parameter("mu", constant(0), width);
      linear = addChildBlock("linear", new Projection(width, outputs, false));
    }

    NDArray apply(ParameterStore store, NDArray x, TokenShift shift, boolean training) {
      NDArray parts = value(store, mu, x.getDevice(), training);
      return linear.apply(store, x.add(shift.difference().mul(parts)), training);
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store,
        NDList inputs,
        boolean training,
        @Nullable PairList<String, Object> params) {
      TokenShift shift = TokenShift.of(inputs.get(0), inputs.get(1));
      return new NDList(apply(store, inputs.get(0), shift, training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return linear.getOutputShapes(inputShapes);
    }
  }

  /** The matrix of the second layer, of which each input takes its own columns. */
  private static final class Up extends Layer {
    private final Parameter weight;

    Up(long width, long inputs) {
      weight = parameter("weight", dense(inputs), width, inputs);
    }

    NDArray weight(ParameterStore store, NDArray x, boolean training) {
      return local(x, value(store, weight, x.getDevice(), training));
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store,
        NDList inputs,
        boolean training,
        @Nullable PairList<String, Object> params) {
      NDArray x = inputs.get(0);
      return new NDList(x.matMul(weight(store, x, training).transpose()));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      Shape in = inputShapes[0];
      return new Shape[] {in.slice(0, in.dimension() - 1).add(weight.getShape().get(0))};
    }
  }
}
