package org.scanline.audio.separation.net.roformer;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.published.Framing;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.audio.separation.published.PublishedNet;
import org.scanline.audio.separation.published.Publisher;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

/**
 * BS-RoFormer and Mel-Band RoFormer as Music-Source-Separation-Training and its users publish them:
 * a state dict, bare or under a key, and a YAML file with sections audio, model, training and
 * inference.
 *
 * <p>Sizes are told from the tensors' shapes. What they do not say is taken from the YAML file, and
 * where there is none from the two models most used, viperx's ep_317 and KimberleyJensen's: hop
 * 441, chunks of 352,800 frames, two of them over each, four at a time, stems vocals and other.
 */
public final class RoformerPublisher implements Publisher {
  private static final System.Logger LOGGER = System.getLogger(RoformerPublisher.class.getName());
  private static final String MARK = "band_split.to_features.0.0.gamma";
  private static final int SAMPLE_RATE = 44_100;
  private static final int HOP = 441;
  private static final int CHUNK = 352_800;
  private static final int OVERLAPS = 2;
  private static final int BATCH = 4;

  @Override
  public Optional<PublishedNet> open(PublishedFile file, NDManager manager) {
    Optional<String> mark =
        file.checkpoint().tensors().keySet().stream().filter(n -> n.endsWith(MARK)).findFirst();
    if (mark.isEmpty()) {
      return Optional.empty();
    }
    String path = mark.get().substring(0, mark.get().length() - MARK.length());
    Map<String, Tensor> tensors =
        file.checkpoint().tensors(path.isEmpty() ? "" : path.substring(0, path.length() - 1));
    if (file.config().path("model").isMissingNode()) {
      LOGGER.log(
          System.Logger.Level.INFO,
          "{0}: no YAML file beside it; taken: hop {1}, chunks of {2}, overlap {3}",
          file.name(),
          HOP,
          CHUNK,
          OVERLAPS);
    }
    try {
      return Optional.of(build(file.config(), tensors, manager));
    } catch (IllegalArgumentException e) {
      throw new WeightsException(file.name() + ": " + e.getMessage());
    }
  }

  private static PublishedNet build(JsonNode yaml, Map<String, Tensor> tensors, NDManager manager) {
    RoformerShapes shapes = RoformerShapes.of(tensors);
    Names names = Names.of(yaml.path("training"), shapes.stems());
    RoformerConfig config = config(yaml, shapes, names.stems());
    JsonNode inference = yaml.path("inference");
    int whole = yaml.path("audio").path("chunk_size").asInt(CHUNK);
    Framing.Chunks chunks =
        new Framing.Chunks(
            inference.path("chunk_size").asInt(whole),
            inference.path("num_overlap").asInt(OVERLAPS),
            inference.path("batch_size").asInt(BATCH));
    RoformerNet net = new RoformerNet(config, names.rest(), tensors, manager);
    return new PublishedNet(
        config.normed() ? "mel_band_roformer" : "bs_roformer",
        net,
        chunks,
        trained(tensors),
        names.rest() != null,
        described(config, names, chunks));
  }

  /** The turns of rotary positions are kept with the weights but not trained. */
  private static long trained(Map<String, Tensor> tensors) {
    return tensors.entrySet().stream()
        .filter(tensor -> !tensor.getKey().endsWith(".rotary_embed.freqs"))
        .mapToLong(tensor -> tensor.getValue().size())
        .sum();
  }

  /** What shapes and settings say together. */
  static RoformerConfig config(JsonNode yaml, RoformerShapes shapes, List<String> stems) {
    JsonNode model = yaml.path("model");
    int rate = yaml.path("audio").path("sample_rate").asInt(SAMPLE_RATE);
    int melRate = model.path("sample_rate").asInt(rate);
    @Nullable Integer fft =
        model.has("stft_n_fft") ? Integer.valueOf(model.get("stft_n_fft").asInt()) : null;
    RoformerShapes.Layout layout = shapes.layout(melRate, fft);
    if (model.path("stft_win_length").asInt(layout.fft()) != layout.fft()) {
      throw new IllegalArgumentException(
          "stft_win_length=%s must be stft_n_fft=%d"
              .formatted(model.get("stft_win_length"), layout.fft()));
    }
    return new RoformerConfig(
        rate,
        layout.channels(),
        stems,
        layout.bands(),
        new RoformerConfig.Spectrum(
            layout.fft(),
            model.path("stft_hop_length").asInt(Math.min(HOP, layout.fft() / 4)),
            model.path("stft_normalized").asBoolean(false),
            model.path("zero_dc").asBoolean(true)),
        shapes.width(),
        shapes.depth(),
        shapes.block(),
        shapes.masks(),
        shapes.mel(),
        model.path("skip_connection").asBoolean(false));
  }

  /**
   * Names of the stems.
   *
   * @param stems that the net gives
   * @param rest what is left of the sound; null where the net gives everything
   */
  private record Names(List<String> stems, @Nullable String rest) {

    static Names of(JsonNode training, int count) {
      List<String> instruments = new ArrayList<>();
      training.path("instruments").forEach(each -> instruments.add(each.asText()));
      if (instruments.size() == count && count > 1) {
        return new Names(instruments, null);
      }
      if (count == 1) {
        String target = training.path("target_instrument").asText("");
        if (target.isEmpty() || "null".equals(target)) {
          target = instruments.isEmpty() ? "vocals" : instruments.get(0);
        }
        instruments.remove(target);
        return new Names(List.of(target), rest(target, instruments));
      }
      List<String> numbered = new ArrayList<>();
      for (int stem = 1; stem <= count; stem++) {
        numbered.add("stem" + stem);
      }
      return new Names(numbered, null);
    }

    /** What is left of the sound is the only other instrument, or all others together. */
    private static String rest(String target, List<String> others) {
      if (others.size() == 1) {
        return others.get(0);
      }
      return others.isEmpty() && !target.equals("other") ? "other" : "no_" + target;
    }
  }

  /** Settings in the layout of the YAML file, from which the net can be built again. */
  private static ObjectNode described(RoformerConfig config, Names names, Framing.Chunks chunks) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.putObject("audio")
        .put("sample_rate", config.sampleRate())
        .put("chunk_size", chunks.chunk());
    all.putObject("model")
        .put("stft_n_fft", config.spectrum().fft())
        .put("stft_hop_length", config.spectrum().hop())
        .put("stft_normalized", config.spectrum().normalized())
        .put("zero_dc", config.spectrum().silentDc())
        .put("skip_connection", config.skip());
    ObjectNode training = all.putObject("training");
    ArrayNode instruments = training.putArray("instruments");
    names.stems().forEach(instruments::add);
    if (names.rest() != null) {
      instruments.add(names.rest());
      training.put("target_instrument", names.stems().get(0));
    }
    all.putObject("inference")
        .put("num_overlap", chunks.overlaps())
        .put("batch_size", chunks.batch());
    return all;
  }
}
