package org.scanline.audio.separation.net.gtcrn;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scanline.audio.separation.published.Framing;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.audio.separation.published.PublishedNet;
import org.scanline.audio.separation.published.Publisher;
import org.scanline.backbones.weights.Tensor;

/**
 * GTCRN as its authors publish it: a dict with epoch, optimizer and model, or a bare state dict;
 * there is one size only.
 */
public final class GtcrnPublisher implements Publisher {
  private static final String MARK = "erb.erb_fc.weight";
  private static final String OTHER_MARK = "dpgrnn1.intra_rnn.rnn1.weight_ih_l0";

  @Override
  public Optional<PublishedNet> open(PublishedFile file, NDManager manager) {
    Set<String> names = file.checkpoint().tensors().keySet();
    Optional<String> path =
        names.stream()
            .filter(name -> name.endsWith(MARK))
            .map(name -> name.substring(0, name.length() - MARK.length()))
            .filter(before -> names.contains(before + OTHER_MARK))
            .findFirst();
    return path.map(before -> build(tensors(file, before), manager));
  }

  private static Map<String, Tensor> tensors(PublishedFile file, String path) {
    return file.checkpoint().tensors(path.isEmpty() ? "" : path.substring(0, path.length() - 1));
  }

  private static PublishedNet build(Map<String, Tensor> tensors, NDManager manager) {
    long trained =
        tensors.entrySet().stream()
            .filter(tensor -> !tensor.getKey().contains(".running_"))
            .filter(tensor -> !tensor.getKey().endsWith(".num_batches_tracked"))
            .mapToLong(tensor -> tensor.getValue().size())
            .sum();
    return new PublishedNet(
        "gtcrn",
        new GtcrnNet(tensors, manager),
        new Framing.Causal(),
        trained,
        true,
        JsonNodeFactory.instance.objectNode());
  }
}
