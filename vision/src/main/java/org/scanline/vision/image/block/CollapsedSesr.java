package org.scanline.vision.image.block;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Named;

/**
 * A {@link Sesr} whose blocks are collapsed: what is used once training is over. The same function;
 * parameters input_block.weight (f,1,5,5), linear_blocks.N.weight (f,f,3,3), activations.N.alpha
 * (f), output_block.weight (scale^2,f,5,5).
 */
public final class CollapsedSesr extends Layer {
  private final SesrConfig config;
  private final NamedWeight first;
  private final List<NamedWeight> blocks = new ArrayList<>();
  private final NamedWeight last;
  private final List<Slopes> slopes = new ArrayList<>();

  /** Declares the parameters; the inner width of the config does not matter here. */
  public CollapsedSesr(SesrConfig config) {
    this.config = config;
    int f = config.features();
    first = addChildBlock("input_block", new NamedWeight(f, 1, 5, 5));
    for (int i = 0; i < config.blocks(); i++) {
      blocks.add(new NamedWeight(f, f, 3, 3));
      slopes.add(new Slopes(f));
    }
    addChildBlock("linear_blocks", Named.numbered(blocks));
    int pixels = config.scale() * config.scale();
    last = addChildBlock("output_block", new NamedWeight(pixels, f, 5, 5));
    addChildBlock("activations", Named.numbered(slopes));
  }

  /** The kernels, on the device of a manager; they belong to the net. */
  public SesrKernels kernels(ParameterStore store, NDManager manager, boolean training) {
    Device device = manager.getDevice();
    return new SesrKernels(
        first.of(store, device, training),
        blocks.stream().map(b -> b.of(store, device, training)).toList(),
        slopes.stream().map(s -> s.of(store, device, training)).toList(),
        last.of(store, device, training),
        config.scale());
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
