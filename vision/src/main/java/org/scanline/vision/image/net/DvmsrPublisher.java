package org.scanline.vision.image.net;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scanline.backbones.weights.Tensor;

/** DVMSR as in the NTIRE 2024 release, team 7. */
final class DvmsrPublisher implements ImagePublisher {
  private static final String GROUP = "layers.%d.residual_group.blocks.%d.mixer.in_proj.weight";

  @Override
  public String architecture() {
    return "DVMSR";
  }

  @Override
  public Optional<PublishedNet> open(Map<String, Tensor> tensors, NDManager manager) {
    if (!tensors.containsKey(GROUP.formatted(0, 0)) || !tensors.containsKey("conv_first.weight")) {
      return Optional.empty();
    }
    List<Integer> depths = new ArrayList<>();
    while (tensors.containsKey(GROUP.formatted(depths.size(), 0))) {
      int depth = 1;
      while (tensors.containsKey(GROUP.formatted(depths.size(), depth))) {
        depth++;
      }
      depths.add(depth);
    }
    int width = ImagePublisher.size(tensors, "conv_first.weight", 0);
    int scale = ImagePublisher.scale(ImagePublisher.size(tensors, "upsample.0.weight", 0), 3);
    Dvmsr net = new Dvmsr(new Dvmsr.Config(width, depths, scale));
    return Optional.of(
        new PublishedNet(
            architecture(),
            "Enlarges %d times by Mamba layers, row by row.".formatted(scale),
            ImagePublisher.count(tensors),
            ImageNets.loaded(net, tensors, manager)));
  }
}
