package org.scanline.audio.separation.net.roformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.layer.TorchFunction;

/**
 * Layers of attention and feed-forward, with a norm at the end if wanted: sequences x (N,T,D) to
 * (N,T,D).
 *
 * <p>Sequences know nothing of each other, so a few of them go through all layers at a time and
 * memory beyond x and the result does not grow with N.
 */
final class Transformer extends Part {
  private static final int TOKENS = 4096; // about as many rows at a time
  private final List<Part> parts = new ArrayList<>();
  private final boolean rotary;
  private final @Nullable Parameter gamma;
  private final TorchFunction norm;

  /** What attends to what. */
  enum Attention {
    /** Positions to positions. */
    ROTARY,
    /** Channels to channels. */
    CHANNELS
  }

  Transformer(RoformerConfig config, Attention attention, int layers) {
    int width = config.width();
    RoformerConfig.Block block = config.block();
    rotary = attention == Attention.ROTARY;
    for (int layer = 0; layer < layers; layer++) {
      String name = "layers." + layer;
      Part attending =
          rotary
              ? new RotaryAttention(width, block.heads(), block.headWidth())
              : new ChannelAttention(width, block.heads(), block.headWidth());
      parts.add(addChildBlock(name + ".0", attending));
      parts.add(addChildBlock(name + ".1", new FeedForward(width, block.hidden())));
    }
    gamma = config.normed() ? parameter("norm.gamma", constant(1), width) : null;
    norm = TorchFunction.of("x: Tensor, gamma: Tensor", norm(width, "return n"));
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    if (training || !rotary) {
      return layers(store, x, training);
    }
    NDArray copy = x.duplicate();
    overwrite(store, copy);
    return copy;
  }

  /** Puts the result in the place of x, which must share its memory with no other array. */
  void overwrite(ParameterStore store, NDArray x) {
    long sequences = x.getShape().get(0);
    long some = Math.max(1, TOKENS / Math.max(1, x.getShape().get(1)));
    for (long from = 0; from < sequences; from += some) {
      NDIndex range = new NDIndex(from + ":" + Math.min(sequences, from + some));
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        x.set(range, layers(store, x.get(range), false));
      }
    }
  }

  private NDArray layers(ParameterStore store, NDArray x, boolean training) {
    NDArray y = x;
    for (Part part : parts) {
      NDArray in = y;
      y = Scoped.of(() -> part.apply(store, in, training));
      if (!training && in != x) {
        in.close();
      }
    }
    if (gamma == null) {
      return y;
    }
    return call(norm, store, y, training, gamma);
  }
}
