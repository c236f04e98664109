package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Named;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Tensor;

/**
 * SESR (Bhardwaj et al., 2022, arXiv 2103.09404): super-resolution of the luma by a few small
 * convolutions, which are wide only while they learn ({@link CollapsibleConvolution}).
 *
 * <p>Luma x (B,1,H,W), 0..1, to (B,1,H s,W s); limited to 0..1 unless in training. All it needs are
 * {@code blocks + 4} rows around a row, so that it can be streamed. Parameter names as in the
 * reference: input_block, linear_blocks.N, activations.N.alpha, output_block.
 */
public final class Sesr extends Layer {
  private final SesrConfig config;
  private final CollapsibleConvolution first;
  private final List<CollapsibleConvolution> blocks = new ArrayList<>();
  private final CollapsibleConvolution last;
  private final List<Slopes> slopes = new ArrayList<>();

  /** Declares the parameters. */
  public Sesr(SesrConfig config) {
    this.config = config;
    int f = config.features();
    int inner = config.inner();
    first = addChildBlock("input_block", new CollapsibleConvolution(1, inner, f, 5));
    for (int i = 0; i < config.blocks(); i++) {
      blocks.add(new CollapsibleConvolution(f, inner, f, 3));
      slopes.add(new Slopes(f));
    }
    addChildBlock("linear_blocks", Named.numbered(blocks));
    int pixels = config.scale() * config.scale();
    last = addChildBlock("output_block", new CollapsibleConvolution(f, inner, pixels, 5));
    addChildBlock("activations", Named.numbered(slopes));
  }

  /** The collapsed kernels, on a manager; gradients flow through them. */
  public SesrKernels kernels(ParameterStore store, NDManager manager, boolean training) {
    List<NDArray> small = new ArrayList<>();
    List<NDArray> bends = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      small.add(blocks.get(i).kernel(store, manager, training));
      bends.add(slopes.get(i).of(store, manager.getDevice(), training));
    }
    return new SesrKernels(
        first.kernel(store, manager, training),
        small,
        bends,
        last.kernel(store, manager, training),
        config.scale());
  }

  /**
   * The net that computes the same with the small kernels alone; it no longer learns as this one
   * does.
   *
   * @param manager holds its parameters
   */
  public CollapsedSesr collapsed(NDManager manager) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (NDManager scope = manager.newSubManager()) {
      SesrKernels kernels = kernels(new ParameterStore(scope, false), scope, false);
      tensors.put("input_block.weight", tensor(kernels.first()));
      for (int i = 0; i < blocks.size(); i++) {
        tensors.put("linear_blocks." + i + ".weight", tensor(kernels.blocks().get(i)));
        tensors.put("activations." + i + ".alpha", tensor(kernels.slopes().get(i)));
      }
      tensors.put("output_block.weight", tensor(kernels.last()));
    }
    CollapsedSesr net = new CollapsedSesr(config);
    Parameters.load(net, tensors, manager);
    return net;
  }

  private static Tensor tensor(NDArray x) {
    return Tensor.of(x.toFloatArray(), x.getShape().getShape());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = inputs.get(0);
    return kernels(store, x.getManager(), training).output(x, training);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return SesrKernels.shapes(inputShapes[0], config.scale());
  }
}
