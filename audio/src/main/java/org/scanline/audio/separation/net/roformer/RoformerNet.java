package org.scanline.audio.separation.net.roformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.published.WindowNet;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Tensor;

/** A RoFormer with its weights. Immutable and thread-safe. */
final class RoformerNet implements WindowNet {
  private final RoformerConfig config;
  private final @Nullable String rest;
  private final Roformer block;

  /**
   * Loads the weights.
   *
   * @param rest name of the stem that is the sound without the net's stems; null for none
   * @throws org.scanline.backbones.weights.WeightsException listing every name that does not fit
   */
  RoformerNet(
      RoformerConfig config,
      @Nullable String rest,
      Map<String, Tensor> tensors,
      NDManager manager) {
    this.config = config;
    this.rest = rest;
    block = new Roformer(config);
    Parameters.load(block, tensors, manager);
  }

  @Override
  public int sampleRate() {
    return config.sampleRate();
  }

  @Override
  public int channels() {
    return config.channels();
  }

  @Override
  public List<String> stems() {
    List<String> stems = new ArrayList<>(config.stems());
    if (rest != null) {
      stems.add(rest);
    }
    return stems;
  }

  /** One window of a batch at a time: side by side they would only need more memory. */
  @Override
  public NDArray separate(NDArray x) {
    return Scoped.of(
        () -> {
          NDList windows = new NDList();
          for (long b = 0; b < x.getShape().get(0); b++) {
            NDArray window = x.get(new NDIndex(b + ":" + (b + 1)));
            windows.add(Scoped.of(() -> stems(window)));
          }
          return NDArrays.concat(windows);
        });
  }

  private NDArray stems(NDArray x) {
    NDArray stems = block.apply(new ParameterStore(x.getManager(), false), x, false);
    if (rest == null) {
      return stems;
    }
    NDArray remaining = x.expandDims(1).sub(stems.sum(new int[] {1}, true));
    return NDArrays.concat(new NDList(stems, remaining), 1);
  }

  @Override
  public void close() {
    block.clear();
  }
}
