package org.scanline.audio.separation.net.mossformer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.backbones.weights.Tensor;

/**
 * The two ways in which MossFormer2's tensors are called: by its authors' first release, and by
 * ClearerVoice-Studio ({@code MossFormer2_SS_16K}), which calls the same parts otherwise.
 *
 * @param tensors by the names of the first release
 * @param renamed whether they bore ClearerVoice's
 */
record PublishedNames(Map<String, Tensor> tensors, boolean renamed) {
  static final String PAIR = "masknet.dual_mdl.0.intra_mdl.mdl.flashT.";
  private static final String THEIR_PAIR = "mask_net.mdl.intra_mdl.mossformerM.";
  private static final String SOME_TENSOR = "layers.0.to_qk.mdl.1.weight";

  /** From the longest beginning of a name to what it becomes. */
  private static final String[][] BEGINNINGS = {
    {THEIR_PAIR, PAIR},
    {"mask_net.mdl.intra_mdl.norm.", "masknet.dual_mdl.0.intra_mdl.mdl.norm.norm."},
    {"mask_net.mdl.intra_norm.", "masknet.dual_mdl.0.intra_norm."},
    {"mask_net.", "masknet."},
    {"enc.", "encoder."},
    {"dec.", "decoder."}
  };

  /** The tensors of a file, wherever in it they lie; empty when it is none of a MossFormer2. */
  static Optional<PublishedNames> of(PublishedFile file) {
    Optional<Map<String, Tensor>> first = below(file, PAIR + SOME_TENSOR);
    if (first.isPresent()) {
      return first.map(tensors -> new PublishedNames(tensors, false));
    }
    return below(file, THEIR_PAIR + SOME_TENSOR)
        .map(tensors -> new PublishedNames(renamed(tensors), true));
  }

  private static Optional<Map<String, Tensor>> below(PublishedFile file, String mark) {
    Map<String, Tensor> all = file.checkpoint().tensors();
    return all.keySet().stream()
        .filter(name -> name.endsWith(mark))
        .map(name -> name.substring(0, name.length() - mark.length()))
        .findFirst()
        .map(
            before ->
                before.isEmpty()
                    ? all
                    : file.checkpoint().tensors(before.substring(0, before.length() - 1)));
  }

  private static Map<String, Tensor> renamed(Map<String, Tensor> tensors) {
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> renamed.put(renamed(name), tensor));
    return renamed;
  }

  private static String renamed(String name) {
    for (String[] beginning : BEGINNINGS) {
      if (name.startsWith(beginning[0])) {
        return beginning[1] + name.substring(beginning[0].length());
      }
    }
    return name;
  }
}
