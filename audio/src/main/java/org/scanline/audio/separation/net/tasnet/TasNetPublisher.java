package org.scanline.audio.separation.net.tasnet;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scanline.audio.separation.net.masking.BlockNet;
import org.scanline.audio.separation.net.masking.Settings;
import org.scanline.audio.separation.published.Framing;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.audio.separation.published.PublishedNet;
import org.scanline.audio.separation.published.Publisher;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

/**
 * Conv-TasNet in the files of torchaudio, Asteroid, kaituoxu, Demucs v1 and v2, and JusperLee: bare
 * state dicts, or under {@code state_dict}, {@code model_state_dict} or {@code state}.
 *
 * <p>Sizes are told from the names and shapes of the tensors, see {@link TasNetShapes}; what these
 * do not say, from the settings in or beside the file, see {@link TasNetSettings}.
 */
public final class TasNetPublisher implements Publisher {
  private static final String ARCHITECTURE = "convtasnet";
  private static final List<String> KEYS =
      List.of("", "state_dict.", "model_state_dict.", "state.");
  private static final String PARALLEL = "module."; // put before names by PyTorch's DataParallel
  private static final int DEMUCS_SEGMENT = 8 * 44_100; // frames

  @Override
  public Optional<PublishedNet> open(PublishedFile file, NDManager manager) {
    try {
      if (ARCHITECTURE.equals(file.config().path("architecture").asText())) {
        return Optional.of(build(described(file), file.checkpoint().tensors(), file, manager));
      }
      for (String key : KEYS) {
        for (String prefix : List.of(key, key + PARALLEL)) {
          Map<String, Tensor> tensors = below(file, prefix);
          for (TasNetLayout layout : TasNetLayout.values()) {
            if (layout.marks().stream().anyMatch(tensors::containsKey)) {
              TasNetShapes shapes = new TasNetShapes(layout, tensors);
              TasNetConfig config = new TasNetSettings(file, shapes).config();
              return Optional.of(build(config, tensors, file, manager));
            }
          }
        }
      }
      return Optional.empty();
    } catch (IllegalArgumentException | WeightsException e) {
      throw new WeightsException(file.name() + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, Tensor> below(PublishedFile file, String prefix) {
    Map<String, Tensor> below = new LinkedHashMap<>();
    file.checkpoint()
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                below.put(name.substring(prefix.length()), tensor);
              }
            });
    return below;
  }

  private static TasNetConfig described(PublishedFile file) {
    ObjectNode settings = file.config().deepCopy();
    settings.remove("architecture");
    try {
      return new ObjectMapper().treeToValue(settings, TasNetConfig.class);
    } catch (JsonProcessingException e) {
      throw new WeightsException(e.getOriginalMessage(), e);
    }
  }

  private static PublishedNet build(
      TasNetConfig config, Map<String, Tensor> tensors, PublishedFile file, NDManager manager) {
    BlockNet net =
        new BlockNet(
            new TasNet(config),
            config.sampleRate(),
            config.channels(),
            config.stems(),
            tensors,
            manager);
    int segment = new Settings(file, "kwargs").number("segment_length", DEMUCS_SEGMENT);
    Framing framing =
        config.channels() == 2
            ? Framing.Segments.usual(segment, false)
            : BlockNet.speech(config.sampleRate());
    return net.published(ARCHITECTURE, framing, config);
  }
}
