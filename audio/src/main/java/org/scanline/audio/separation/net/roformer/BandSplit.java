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
import org.scanline.backbones.layer.TorchFunction;

/**
 * A feature vector for each band: norm and a dense layer over the band's numbers. Spectrum
 * (B,T,2FS), bins before channels before parts, to (B,T,bands,D).
 */
final class BandSplit extends Part {
  private final RoformerConfig config;
  private final List<TorchFunction> functions = new ArrayList<>();
  private final List<Parameter[]> weights = new ArrayList<>();

  BandSplit(RoformerConfig config) {
    this.config = config;
    int index = 0;
    for (Bands.Range band : config.bands().ranges()) {
      int features = config.features(band);
      String name = "to_features." + index++;
      weights.add(
          new Parameter[] {
            parameter(name + ".0.gamma", constant(1), features),
            parameter(name + ".1.weight", dense(features), config.width(), features),
            parameter(name + ".1.bias", dense(features), config.width())
          });
      functions.add(
          TorchFunction.of(
              "x: Tensor, gamma: Tensor, w: Tensor, b: Tensor",
              norm(features, "return torch.linear(n, w, b)")));
    }
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDList features = new NDList();
    int numbers = config.channels() * 2;
    for (int band = 0; band < functions.size(); band++) {
      Bands.Range range = config.bands().ranges().get(band);
      int first = range.first() * numbers;
      NDArray part = x.get(new NDIndex("..., " + first + ":" + (first + config.features(range))));
      features.add(call(functions.get(band), store, part, training, weights.get(band)));
    }
    return NDArrays.stack(features, 2);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {
      new Shape(in.get(0), in.get(1), config.bands().ranges().size(), config.width())
    };
  }
}
