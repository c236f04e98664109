package org.scanline.vision.image.net;

import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.Optional;
import org.scanline.backbones.weights.Tensor;

/** DnCNN as in KAIR. */
final class DnCnnPublisher implements ImagePublisher {

  @Override
  public String architecture() {
    return "DnCNN";
  }

  @Override
  public Optional<PublishedNet> open(Map<String, Tensor> tensors, NDManager manager) {
    int layers = 0;
    while (tensors.containsKey("model.%d.weight".formatted(2 * layers))) {
      layers++;
    }
    int channels = ImagePublisher.size(tensors, "model.0.weight", 1);
    boolean same =
        layers > 1
            && ImagePublisher.size(tensors, "model.%d.weight".formatted(2 * layers - 2), 0)
                == channels;
    if (!same || (channels != 1 && channels != 3)) {
      return Optional.empty();
    }
    int width = ImagePublisher.size(tensors, "model.0.weight", 0);
    DnCnn net = new DnCnn(new DnCnn.Config(channels, width, layers));
    return Optional.of(
        new PublishedNet(
            architecture(),
            "Takes away noise of the one strength that it was trained for.",
            ImagePublisher.count(tensors),
            ImageNets.loaded(net, tensors, manager)));
  }
}
