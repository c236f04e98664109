package org.scanline.vision.image.net;

import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.scanline.backbones.weights.Tensor;

/** SAFMN++ as in the NTIRE 2024 release, team 23: of two sets of weights, the averaged one. */
final class SafmnPublisher implements ImagePublisher {
  private static final String AVERAGED = "params_ema.";
  private static final String LAST = "params.";
  private static final String MARK = "feats.0.conv1.dwconv.weight";

  @Override
  public String architecture() {
    return "SAFMN++";
  }

  @Override
  public Optional<PublishedNet> open(Map<String, Tensor> tensors, NDManager manager) {
    for (String prefix : new String[] {AVERAGED, LAST, ""}) {
      if (tensors.containsKey(prefix + MARK)) {
        return Optional.of(net(below(tensors, prefix), manager));
      }
    }
    return Optional.empty();
  }

  private static Map<String, Tensor> below(Map<String, Tensor> tensors, String prefix) {
    Map<String, Tensor> below = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            below.put(name.substring(prefix.length()), tensor);
          }
        });
    return below;
  }

  private PublishedNet net(Map<String, Tensor> tensors, NDManager manager) {
    int scale = ImagePublisher.scale(ImagePublisher.size(tensors, "to_img.0.weight", 0), 3);
    Safmn.Config config =
        new Safmn.Config(
            ImagePublisher.size(tensors, "to_feat.weight", 0),
            ImagePublisher.size(tensors, "feats.0.conv2.conv1.weight", 0),
            ImagePublisher.numbered(tensors, "feats.%d.conv1.dwconv.weight", 0),
            scale);
    return new PublishedNet(
        architecture(),
        "Enlarges %d times by convolutions with modulated features.".formatted(scale),
        ImagePublisher.count(tensors),
        ImageNets.loaded(new Safmn(config), tensors, manager));
  }
}
