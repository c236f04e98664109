package org.scanline.audio.separation.net.demucs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

/** Settings of nets whose files hold tensors and nothing else, read from names and shapes. */
final class BareState {
  private static final int SEGMENT = 10; // seconds, as in torchaudio's example

  private BareState() {}

  /** torchaudio's HDemucs; its settings but size, depth and resolution are always the same. */
  static Keywords torchaudio(Map<String, Tensor> state, List<String> stems) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    int depth = count(state, "freq_encoder.%d.conv.weight");
    long channels = size(state, "freq_encoder.0.conv.weight", 0);
    long audio = size(state, "time_encoder.0.conv.weight", 1);
    long given =
        size(
            state,
            "time_decoder."
                + (count(state, "time_decoder.%d.conv_tr.weight") - 1)
                + ".conv_tr.weight",
            1);
    sources(json, stems, given / Math.max(1, audio));
    json.put("layout", "torchaudio");
    json.put("channels", channels);
    json.put("audio_channels", audio);
    json.put("depth", depth);
    json.put("nfft", 8 * size(state, "freq_emb.embedding.weight", 0)); // stride 4, half a spectrum
    json.put("segment", SEGMENT);
    return new Keywords(json);
  }

  /** Demucs of the second generation. */
  static Keywords second(Map<String, Tensor> state, List<String> stems) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    int depth = count(state, "encoder.%d.0.weight");
    long audio = size(state, "encoder.0.0.weight", 1);
    long given = size(state, "decoder." + (depth - 1) + ".2.weight", 1);
    sources(json, stems, given / Math.max(1, audio));
    json.put("channels", size(state, "encoder.0.0.weight", 0));
    json.put("audio_channels", audio);
    json.put("depth", depth);
    json.put("context", size(state, "decoder.0.0.weight", 2));
    json.put("lstm_layers", count(state, "lstm.lstm.weight_ih_l%d"));
    return new Keywords(json);
  }

  private static void sources(ObjectNode json, List<String> stems, long count) {
    var names = json.putArray("sources");
    for (int i = 0; i < Math.min(count, 100); i++) {
      names.add(count == stems.size() ? stems.get(i) : "stem" + (i + 1));
    }
  }

  private static int count(Map<String, Tensor> state, String pattern) {
    int count = 0;
    while (state.containsKey(pattern.formatted(count))) {
      count++;
    }
    return count;
  }

  private static long size(Map<String, Tensor> state, String name, int axis) {
    Tensor tensor = state.get(name);
    if (tensor == null) {
      throw new WeightsException("the weights do not fit the net: missing " + name);
    }
    if (tensor.shape().length <= axis) {
      throw DemucsPublisher.odd(name);
    }
    return tensor.shape()[axis];
  }
}
