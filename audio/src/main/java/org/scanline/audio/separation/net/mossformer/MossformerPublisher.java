package org.scanline.audio.separation.net.mossformer;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.scanline.audio.separation.published.Framing;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.audio.separation.published.PublishedNet;
import org.scanline.audio.separation.published.Publisher;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

/**
 * MossFormer2 as its authors publish it: encoder.ckpt, masknet.ckpt and decoder.ckpt in a folder,
 * or one file with the three names in front, or ClearerVoice-Studio's MossFormer2_SS_16K.
 *
 * <p>Sizes are told from shapes, the rate from {@code sample_rate} of a configuration beside the
 * files, else 8 kHz, and 16 kHz with ClearerVoice's names. The model trained on WHAMR! decodes its
 * masks themselves; it is told by {@code whamr} in the configuration's {@code config_name} or in
 * the folder's name.
 */
public final class MossformerPublisher implements Publisher {
  private static final String ENCODER = "encoder.conv1d.weight";
  private static final String PAIR = PublishedNames.PAIR;
  private static final int SAMPLE_RATE = 8_000;
  private static final int CLEARER_RATE = 16_000;
  private static final String DIRECT = "whamr";
  private static final int WINDOW = 8; // s; the authors give whole files, whose memory would grow
  private static final int OVERLAP = 2; // s

  @Override
  public Optional<PublishedNet> open(PublishedFile file, NDManager manager) {
    try {
      return PublishedNames.of(file).map(names -> build(file, names, manager));
    } catch (IllegalArgumentException e) {
      throw new WeightsException(file.name() + ": " + e.getMessage());
    }
  }

  private static PublishedNet build(PublishedFile file, PublishedNames names, NDManager manager) {
    Map<String, Tensor> tensors = names.tensors();
    String named = file.config().path("config_name").asText(file.name());
    boolean direct = named.toLowerCase(Locale.ROOT).contains(DIRECT);
    int rate =
        file.config().path("sample_rate").asInt(names.renamed() ? CLEARER_RATE : SAMPLE_RATE);
    MossformerConfig config = config(tensors, rate, direct);
    ObjectNode described = JsonNodeFactory.instance.objectNode();
    described.put("sample_rate", rate).put("config_name", direct ? DIRECT : "mossformer2");
    return new PublishedNet(
        "mossformer2",
        new MossformerNet(config, tensors, manager),
        new Framing.Speech(WINDOW * rate, OVERLAP * rate),
        tensors.values().stream().mapToLong(Tensor::size).sum(),
        false,
        described);
  }

  /** What the shapes say. */
  static MossformerConfig config(Map<String, Tensor> tensors, int rate, boolean direct) {
    int width = size(tensors, ENCODER, 0);
    return new MossformerConfig(
        rate,
        size(tensors, "masknet.conv1d_out.weight", 0) / width,
        width,
        size(tensors, ENCODER, 2),
        layers(tensors.keySet()),
        size(tensors, PAIR + "layers.0.to_hidden.mdl.1.weight", 0),
        size(tensors, PAIR + "layers.0.to_qk.mdl.1.weight", 0),
        size(tensors, PAIR + "fsmn.0.conv1.0.weight", 0),
        (size(tensors, PAIR + "fsmn.0.gated_fsmn.fsmn.conv.conv1.weight", 2) + 1) / 2,
        direct);
  }

  private static int layers(Set<String> names) {
    int layers = 0;
    while (names.contains(PAIR + "layers." + layers + ".to_qk.mdl.1.weight")) {
      layers++;
    }
    return layers;
  }

  private static int size(Map<String, Tensor> tensors, String name, int axis) {
    Tensor tensor = tensors.get(name);
    if (tensor == null || tensor.shape().length <= axis) {
      throw new WeightsException(
          "missing "
              + name
              + "; MossFormer2 needs encoder.ckpt, masknet.ckpt and decoder.ckpt together");
    }
    return Math.toIntExact(Objects.requireNonNull(tensor).shape()[axis]);
  }
}
