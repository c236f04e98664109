package org.scanline.vision.image.net;

import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.Optional;
import org.scanline.backbones.weights.Tensor;

/** SPAN as in the NTIRE 2024 releases, teams 38 and 39, and as its authors train it. */
final class SpanPublisher implements ImagePublisher {

  @Override
  public String architecture() {
    return "SPAN";
  }

  @Override
  public Optional<PublishedNet> open(Map<String, Tensor> file, NDManager manager) {
    if (!file.containsKey("conv_cat.weight") || !file.containsKey("upsampler.0.weight")) {
      return Optional.empty();
    }
    Map<String, Tensor> tensors = TrainedBranches.folded(file);
    int scale = ImagePublisher.scale(ImagePublisher.size(tensors, "upsampler.0.weight", 0), 3);
    Span.Config config =
        new Span.Config(
            ImagePublisher.size(tensors, "conv_cat.weight", 0),
            ImagePublisher.numbered(tensors, "block_%d.c1_r.eval_conv.weight", 1),
            scale);
    return Optional.of(
        new PublishedNet(
            architecture(),
            "Enlarges %d times by convolutions that weigh themselves.".formatted(scale),
            ImagePublisher.count(tensors),
            ImageNets.loaded(new Span(config), tensors, manager)));
  }
}
