package org.scanline.audio.separation.net.masking;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.scanline.audio.separation.published.Framing;
import org.scanline.audio.separation.published.PublishedNet;
import org.scanline.audio.separation.published.WindowNet;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Tensor;

/**
 * A net that is one block from x (B,C,T) to (B,S,C,T), with its weights. Immutable, thread-safe.
 */
public final class BlockNet implements WindowNet {
  private final Block block;
  private final int sampleRate;
  private final int channels;
  private final List<String> stems;

  /**
   * Fills a new block with weights.
   *
   * @throws org.scanline.backbones.weights.WeightsException listing every name that does not fit
   */
  public BlockNet(
      Block block,
      int sampleRate,
      int channels,
      List<String> stems,
      Map<String, Tensor> tensors,
      NDManager manager) {
    this.block = block;
    this.sampleRate = sampleRate;
    this.channels = channels;
    this.stems = List.copyOf(stems);
    Parameters.load(block, tensors, manager);
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public int channels() {
    return channels;
  }

  @Override
  public List<String> stems() {
    return stems;
  }

  @Override
  public NDArray separate(NDArray x) {
    return Scoped.of(
        () ->
            block
                .forward(new ParameterStore(x.getManager(), false), new NDList(x), false)
                .singletonOrThrow());
  }

  @Override
  public void close() {
    block.clear();
  }

  /**
   * Windows for speech: half a minute, for the nets' norms want much sound, with five seconds in
   * common to tell who is who.
   */
  public static Framing.Speech speech(int sampleRate) {
    return new Framing.Speech(30 * sampleRate, 5 * sampleRate);
  }

  /** The net with what is to be known of it; the config is a record from which it can be built. */
  public PublishedNet published(String architecture, Framing framing, Record config) {
    long parameters =
        Parameters.named(block).values().stream().mapToLong(p -> p.getArray().size()).sum();
    return new PublishedNet(
        architecture, this, framing, parameters, false, new ObjectMapper().valueToTree(config));
  }
}
