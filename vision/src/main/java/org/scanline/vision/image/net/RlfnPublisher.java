package org.scanline.vision.image.net;

import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.Optional;
import org.scanline.backbones.weights.Tensor;

/** RLFN as in the NTIRE 2024 release, team 0. */
final class RlfnPublisher implements ImagePublisher {

  @Override
  public String architecture() {
    return "RLFN";
  }

  @Override
  public Optional<PublishedNet> open(Map<String, Tensor> tensors, NDManager manager) {
    if (!tensors.containsKey("block_1.esa.conv_f.weight")
        || !tensors.containsKey("block_1.c5.weight")) {
      return Optional.empty();
    }
    int scale = ImagePublisher.scale(ImagePublisher.size(tensors, "upsampler.0.weight", 0), 3);
    Rlfn.Config config =
        new Rlfn.Config(
            ImagePublisher.size(tensors, "conv_1.weight", 0),
            ImagePublisher.size(tensors, "block_1.c1_r.weight", 0),
            ImagePublisher.size(tensors, "block_1.esa.conv1.weight", 0),
            ImagePublisher.numbered(tensors, "block_%d.c5.weight", 1),
            scale);
    return Optional.of(
        new PublishedNet(
            architecture(),
            "Enlarges %d times by convolutions with spatial attention.".formatted(scale),
            ImagePublisher.count(tensors),
            ImageNets.loaded(new Rlfn(config), tensors, manager)));
  }
}
