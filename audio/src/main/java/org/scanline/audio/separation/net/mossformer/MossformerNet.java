package org.scanline.audio.separation.net.mossformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.scanline.audio.separation.published.WindowNet;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Tensor;

/** MossFormer2 with its weights. Immutable and thread-safe. */
final class MossformerNet implements WindowNet {
  private final MossformerConfig config;
  private final Mossformer block;

  /**
   * Loads the weights.
   *
   * @throws org.scanline.backbones.weights.WeightsException listing every name that does not fit
   */
  MossformerNet(MossformerConfig config, Map<String, Tensor> tensors, NDManager manager) {
    this.config = config;
    block = new Mossformer(config);
    Parameters.load(block, tensors, manager);
  }

  @Override
  public int sampleRate() {
    return config.sampleRate();
  }

  @Override
  public int channels() {
    return 1;
  }

  @Override
  public List<String> stems() {
    return IntStream.rangeClosed(1, config.speakers()).mapToObj(n -> "speaker" + n).toList();
  }

  /** At least one frame. */
  @Override
  public long validLength(long frames) {
    return Math.max(frames, config.kernel());
  }

  @Override
  public NDArray separate(NDArray x) {
    return Scoped.of(
        () -> {
          Shape shape = x.getShape(); // (B,1,T)
          long length = shape.get(2);
          NDArray flat = x.reshape(shape.get(0), length);
          long missing = validLength(length) - length;
          if (missing > 0) {
            flat = flat.concat(x.getManager().zeros(new Shape(shape.get(0), missing)), 1);
          }
          NDArray stems = block.apply(new ParameterStore(x.getManager(), false), flat, false);
          return stems.get(":, :, :" + length).expandDims(2);
        });
  }

  @Override
  public void close() {
    block.clear();
  }
}
