package org.scanline.audio.separation.published;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.scanline.audio.separation.Separator;

/** Toy nets as published models. */
final class Toys {
  private Toys() {}

  static PublishedNet net(WindowNet net, Framing framing) {
    return new PublishedNet("toy", net, framing, 0, false, JsonNodeFactory.instance.objectNode());
  }

  static Separator separator(Framing framing, int threads) {
    return separator(Ensemble.of(net(Toy.demucs(1, 0), framing)), threads);
  }

  static Separator separator(Ensemble ensemble, int threads) {
    NDManager manager = NDManager.newBaseManager(Device.cpu());
    return PublishedSeparator.of(
        PublishedCard.of("toy", "", "", ensemble), ensemble, manager, threads);
  }

  static Ensemble bag(Framing framing) {
    return new Ensemble(
        List.of(
            new Ensemble.Member(net(Toy.demucs(1, 120), framing), List.of(1.0, 0.25)),
            new Ensemble.Member(net(Toy.demucs(-2, 0), framing), List.of(0.5, 1.0))));
  }
}
