package org.scanline.vision.image.net;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

/** All nets for pictures that Scanline knows: by the name on a card, or from a publisher's file. */
public final class ImageNets {
  /** The first that recognises a file builds its net. */
  private static final List<ImagePublisher> PUBLISHERS =
      List.of(
          new DvmsrPublisher(),
          new RlfnPublisher(),
          new SafmnPublisher(),
          new SpanPublisher(),
          new DnCnnPublisher());

  private ImageNets() {}

  /**
   * Builds the net of a card.
   *
   * @param name of the architecture on the card
   * @param config the net's own record as JSON
   * @param tensors exactly its parameters
   * @param manager holds them
   * @throws WeightsException in one line, when a tensor is missing, extra or of another shape
   * @throws IllegalArgumentException in one line, when there is no such net or a size is wrong
   */
  public static RowNet of(
      String name, JsonNode config, Map<String, Tensor> tensors, NDManager manager) {
    return switch (name) {
      case "dvmsr" -> loaded(new Dvmsr(read(config, Dvmsr.Config.class)), tensors, manager);
      case "scan-restorer" ->
          loaded(new ScanRestorer(read(config, ScanRestorer.Config.class)), tensors, manager);
      case "rlfn" -> loaded(new Rlfn(read(config, Rlfn.Config.class)), tensors, manager);
      case "safmn" -> loaded(new Safmn(read(config, Safmn.Config.class)), tensors, manager);
      case "span" -> loaded(new Span(read(config, Span.Config.class)), tensors, manager);
      case "dncnn" -> loaded(new DnCnn(read(config, DnCnn.Config.class)), tensors, manager);
      default ->
          throw new IllegalArgumentException(
              "net '%s' is not known to this version of Scanline".formatted(name));
    };
  }

  /**
   * Builds the net of a publisher's file.
   *
   * @param tensors all that are in the file
   * @param manager holds the parameters
   * @throws WeightsException in one line, when no net is recognised or the file does not fit it
   */
  public static PublishedNet published(Map<String, Tensor> tensors, NDManager manager) {
    for (ImagePublisher publisher : PUBLISHERS) {
      Optional<PublishedNet> net = publisher.open(tensors, manager);
      if (net.isPresent()) {
        return net.get();
      }
    }
    throw new WeightsException(
        "these are weights (%d tensors) of no net for pictures that Scanline knows: %s"
            .formatted(
                tensors.size(),
                String.join(", ", PUBLISHERS.stream().map(ImagePublisher::architecture).toList())));
  }

  /** Fills a net. */
  static <N extends Block & RowNet> N loaded(
      N net, Map<String, Tensor> tensors, NDManager manager) {
    Parameters.load(net, tensors, manager);
    return net;
  }

  private static <C> C read(JsonNode config, Class<C> type) {
    try {
      return new ObjectMapper().treeToValue(config, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("its config does not fit: " + e.getOriginalMessage(), e);
    }
  }
}
