package org.scanline.backbones.catalogue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.function.Consumer;
import org.scanline.backbones.mixer.GatedDeltaNet;
import org.scanline.backbones.mixer.Mixer;
import org.scanline.backbones.mixer.MixerStream;

/** The example of docs/backbones.md, between the two marks; {@link DocsTests} runs it. */
final class DocsSnippet {
  private DocsSnippet() {}

  static NDArray mix(NDManager manager, NDArray x, Consumer<NDArray> sink) {
    // docs begin
    Mixer mixer = new GatedDeltaNet(new GatedDeltaNet.Config(256, 4)); // width D, heads H
    mixer.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 256));
    ParameterStore store = new ParameterStore(manager, false);
    NDArray y = mixer.forward(store, new NDList(x), false).get(0); // x (1,T,256) at once
    try (MixerStream stream = new MixerStream(mixer, manager, 1, 64)) { // or piece by piece
      for (NDArray piece : x.split(10, 1)) {
        sink.accept(stream.push(piece));
      }
      sink.accept(stream.finish());
    }
    // docs end
    return y;
  }
}
