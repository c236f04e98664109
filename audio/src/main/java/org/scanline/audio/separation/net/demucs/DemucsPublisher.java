package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.published.Framing;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.audio.separation.published.PublishedNet;
import org.scanline.audio.separation.published.Publisher;
import org.scanline.backbones.weights.Checkpoint;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.PickledName;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

/**
 * Opens the files of the Demucs family: packages with class, keyword arguments and state, the bare
 * states of the second generation, and torchaudio's Hybrid Demucs.
 */
public final class DemucsPublisher implements Publisher {
  private static final List<String> STEMS = List.of("drums", "bass", "other", "vocals");

  /** The publisher's classes. */
  enum Kind {
    /** Hybrid Transformer Demucs, version 4. */
    HTDEMUCS("demucs.htdemucs.HTDemucs"),
    /** Hybrid Demucs, version 3. */
    HDEMUCS("demucs.hdemucs.HDemucs"),
    /** Waveform Demucs of version 3. */
    DEMUCS("demucs.demucs.Demucs"),
    /** Waveform Demucs of versions 1 and 2. */
    DEMUCS2("demucs.model.Demucs");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    static @Nullable Kind of(String type) {
      for (Kind kind : values()) {
        if (kind.type.equals(type)) {
          return kind;
        }
      }
      return null;
    }

    String architecture() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is needed to build a net. */
  private record Package(Kind kind, Keywords keywords, Map<String, Tensor> state) {}

  /** A net without values. */
  record Plan(
      Part net,
      int sampleRate,
      int channels,
      List<String> stems,
      UnaryOperator<NDArray> forward,
      LongUnaryOperator valid,
      Framing framing) {}

  @Override
  public Optional<PublishedNet> open(PublishedFile file, NDManager manager) {
    Package found = recognised(file);
    if (found == null) {
      return Optional.empty();
    }
    Plan plan = plan(found.kind(), found.keywords());
    Map<String, Tensor> state = renamed(found, plan.net());
    NDManager weights = manager.newSubManager();
    Parameters.load(plan.net(), state, weights);
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("klass", found.kind().type);
    config.set("kwargs", found.keywords().json());
    return Optional.of(
        new PublishedNet(
            found.kind().architecture(),
            new DemucsNet(
                plan.sampleRate(),
                plan.channels(),
                plan.stems(),
                plan.forward(),
                plan.valid(),
                weights),
            plan.framing(),
            state.values().stream().mapToLong(Tensor::size).sum(),
            false,
            config));
  }

  private static @Nullable Package recognised(PublishedFile file) {
    Checkpoint checkpoint = file.checkpoint();
    Kind given = Kind.of(file.config().path("klass").asText());
    if (given != null && file.config().path("kwargs") instanceof ObjectNode keywords) {
      return new Package(given, new Keywords(keywords), checkpoint.tensors());
    }
    if (checkpoint.value("klass") instanceof PickledName name) {
      Kind kind = Kind.of(name.toString());
      return kind == null
          ? null
          : new Package(kind, keywords(checkpoint), checkpoint.tensors("state"));
    }
    Map<String, Tensor> bare = checkpoint.tensors();
    if (bare.containsKey("freq_encoder.0.conv.weight")) {
      return new Package(Kind.HDEMUCS, BareState.torchaudio(bare, STEMS), bare);
    }
    if (bare.containsKey("encoder.0.0.weight") && bare.containsKey("decoder.0.0.weight")) {
      return new Package(Kind.DEMUCS2, BareState.second(bare, STEMS), bare);
    }
    return null;
  }

  private static Keywords keywords(Checkpoint checkpoint) {
    Keywords keywords =
        Keywords.of(checkpoint.value("kwargs") instanceof Map<?, ?> map ? map : Map.of());
    if (checkpoint.value("args") instanceof List<?> arguments && !arguments.isEmpty()) {
      keywords.json().setAll(Keywords.of(Map.of("sources", arguments.get(0))).json());
    }
    if (!keywords.json().path("sources").isArray()) {
      STEMS.forEach(keywords.json().putArray("sources")::add);
    }
    return keywords;
  }

  /** The net that the publisher's class would be; its parameters have shapes, but no values. */
  static Plan plan(Kind kind, Keywords keywords) {
    return switch (kind) {
      case HTDEMUCS, HDEMUCS -> hybrid(HybridConfig.of(keywords, kind == Kind.HTDEMUCS), kind);
      case DEMUCS -> wave(WaveConfig.third(keywords));
      case DEMUCS2 -> wave(WaveConfig.second(keywords));
    };
  }

  private static Plan hybrid(HybridConfig config, Kind kind) {
    HybridNet net = new HybridNet(config);
    return new Plan(
        net,
        config.sampleRate(),
        config.audioChannels(),
        config.stems(),
        net::separate,
        frames -> config.wholeSegments() ? Math.max(frames, config.segment()) : frames,
        Framing.Segments.usual(config.segment(), kind == Kind.HTDEMUCS));
  }

  private static Plan wave(WaveConfig config) {
    WaveNet net = new WaveNet(config);
    return new Plan(
        net,
        config.sampleRate(),
        config.audioChannels(),
        config.stems(),
        net::separate,
        config::validLength,
        Framing.Segments.usual(config.segment(), false));
  }

  /** Files of version 3 made before norms had numbers: 2 was what is 3 now. */
  private static Map<String, Tensor> renamed(Package found, Part net) {
    if (found.kind() != Kind.DEMUCS) {
      return found.state();
    }
    Map<String, Tensor> state = new LinkedHashMap<>();
    Map<String, ?> wanted = Parameters.named(net);
    found
        .state()
        .forEach(
            (name, tensor) -> {
              String newer = name.replaceFirst("^((?:en|de)coder\\.\\d+)\\.2\\.", "$1.3.");
              boolean older =
                  !wanted.containsKey(name)
                      && wanted.containsKey(newer)
                      && !found.state().containsKey(newer);
              state.put(older ? newer : name, tensor);
            });
    return state;
  }

  /** Refuses a state whose first level is no convolution. */
  static WeightsException odd(String name) {
    return new WeightsException("tensor " + name + " has no shape of a Demucs net");
  }
}
