package org.scanline.audio.separation.net.roformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.layer.TorchFunction;

/**
 * One stem's complex masks: a multilayer perceptron for each band, whose output is gated by half of
 * itself. Features (B,T,bands,D) to the bands' numbers one after the other (B,T,2FS) or, where
 * bands overlap, more.
 */
final class MaskEstimator extends Part {
  private final RoformerConfig config;
  private final TorchFunction function;
  private final List<Parameter[]> weights = new ArrayList<>();

  MaskEstimator(RoformerConfig config) {
    this.config = config;
    int index = 0;
    for (Bands.Range band : config.bands().ranges()) {
      weights.add(perceptron("to_freqs." + index++ + ".0.", 2 * config.features(band)));
    }
    function = function(config.masks().layers());
  }

  private Parameter[] perceptron(String name, int outputs) {
    RoformerConfig.Masks masks = config.masks();
    List<Parameter> all = new ArrayList<>();
    int in = config.width();
    for (int layer = 0; layer < masks.layers(); layer++) {
      int out = layer == masks.layers() - 1 ? outputs : masks.hidden();
      String place = name + 2 * layer; // activations are counted
      all.add(parameter(place + ".weight", dense(in), out, in));
      all.add(parameter(place + ".bias", dense(in), out));
      in = out;
    }
    return all.toArray(Parameter[]::new);
  }

  private static TorchFunction function(int layers) {
    StringBuilder declared = new StringBuilder("x: Tensor");
    List<String> lines = new ArrayList<>();
    lines.add("y = x");
    for (int layer = 0; layer < layers; layer++) {
      declared.append(", w%d: Tensor, b%d: Tensor".formatted(layer, layer));
      String dense = "torch.linear(y, w%d, b%d)".formatted(layer, layer);
      lines.add("y = " + (layer == layers - 1 ? dense : "torch.tanh(" + dense + ")"));
    }
    lines.add("return torch.glu(y, -1)");
    return TorchFunction.of(declared.toString(), lines.toArray(new String[0]));
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return Scoped.of(
        () -> {
          NDList masks = new NDList();
          for (int band = 0; band < weights.size(); band++) {
            NDArray features = x.get(new NDIndex(":, :, " + band));
            masks.add(call(function, store, features, training, weights.get(band)));
          }
          return NDArrays.concat(masks, -1);
        });
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    long numbers = config.bands().ranges().stream().mapToLong(config::features).sum();
    return new Shape[] {new Shape(in.get(0), in.get(1), numbers)};
  }
}
