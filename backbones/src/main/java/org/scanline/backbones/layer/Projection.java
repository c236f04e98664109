package org.scanline.backbones.layer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer over the last axis: y = W x + b; parameters weight (out,in) and bias (out).
 *
 * <p>It may carry a low-rank adapter (LoRA; Hu et al., 2021, arXiv 2106.09685, eq. 3): y = (W + s B
 * A) x + b with lora_A (rank,in) and lora_B (out,rank), for fine-tuning while W stays fixed.
 */
public final class Projection extends Layer {
  private final long inputs;
  private final long outputs;
  private final Parameter weight;
  private final @Nullable Parameter bias;
  private @Nullable Adapter adapter;

  private record Adapter(Parameter down, Parameter up, double scale, List<Held> held) {}

  /** Whether a parameter learnt before it was frozen: by its own word, and by its array's. */
  private record Held(Parameter parameter, boolean learns, boolean tracked) {
    static Held freeze(Parameter parameter) {
      Held held =
          new Held(parameter, parameter.requiresGradient(), parameter.getArray().hasGradient());
      parameter.freeze(true);
      return held;
    }

    void release() {
      parameter.freeze(!learns);
      parameter.getArray().setRequiresGradient(tracked);
    }
  }

  /** Creates a layer; parameters are declared, not yet filled. */
  public Projection(long inputs, long outputs, boolean withBias) {
    this.inputs = inputs;
    this.outputs = outputs;
    weight = parameter("weight", dense(inputs), outputs, inputs);
    bias = withBias ? parameter("bias", dense(inputs), outputs) : null;
  }

  /** Projects x (...,in) to (...,out). */
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return forwardInternal(store, new NDList(x), training, null).singletonOrThrow();
  }

  /**
   * Adds an adapter to an initialized layer and freezes the layer's own parameters; the output
   * stays the same until the adapter is trained. Not thread-safe.
   *
   * @param rank inner width of the adapter
   * @param scale s; alpha / rank in the paper
   * @throws IllegalStateException when there is an adapter already
   */
  public void adapt(int rank, double scale) {
    if (rank < 1 || adapter != null) {
      throw new IllegalStateException(
          adapter == null ? "rank=" + rank + " must be at least 1" : "adapted already");
    }
    NDArray held = weight.getArray();
    Parameter down = parameter("lora_A", dense(inputs), rank, inputs);
    Parameter up = parameter("lora_B", constant(0), outputs, rank);
    for (Parameter each : new Parameter[] {down, up}) {
      each.initialize(held.getManager(), held.getDataType());
    }
    List<Held> frozen = new ArrayList<>();
    frozen.add(Held.freeze(weight));
    if (bias != null) {
      frozen.add(Held.freeze(bias));
    }
    adapter = new Adapter(down, up, scale, frozen);
  }

  /**
   * Adds the adapter to the weight and drops it; without one nothing happens. The layer's own
   * parameters learn again if they did before. Not thread-safe.
   */
  public void merge() {
    Adapter adapted = adapter;
    if (adapted == null) {
      return;
    }
    try (NDManager scope = weight.getArray().getManager().newSubManager()) {
      NDArray sum = adapted.up().getArray().matMul(adapted.down().getArray());
      sum.attach(scope);
      weight.getArray().addi(sum.mul(adapted.scale()));
    }
    adapted.held().forEach(Held::release);
    parameters.remove("lora_A");
    parameters.remove("lora_B");
    adapted.down().close();
    adapted.up().close();
    adapter = null;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = inputs.get(0);
    Device device = x.getDevice();
    NDArray w = value(store, weight, device, training);
    NDArray b = bias == null ? null : value(store, bias, device, training);
    NDList y = Linear.linear(x, w, b);
    if (adapter == null) {
      return y;
    }
    NDArray narrow =
        Linear.linear(x, value(store, adapter.down(), device, training)).singletonOrThrow();
    NDArray added =
        Linear.linear(narrow, value(store, adapter.up(), device, training)).singletonOrThrow();
    return new NDList(y.singletonOrThrow().add(Scalars.times(added, adapter.scale())));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {in.slice(0, in.dimension() - 1).add(outputs)};
  }
}
