package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.attention.BlockAttention;
import org.scanline.backbones.layer.Heads;

/**
 * DiagAttention of TransNormer (Qin et al., 2022, section 4.2): causal softmax attention inside
 * blocks of C steps that do not overlap, for the early half of the layers.
 *
 * <p>Parameters q_proj, k_proj, v_proj and out_proj with biases as in fairseq-evo. State: keys and
 * values of the last C steps (B,H,C,K), and the position.
 */
public final class DiagonalAttention extends HeadMixer {
  private static final int BLOCK = 64;

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   * @param block C, steps in a block
   */
  public record Config(int width, int heads, int block) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
      if (block < 1) {
        throw new IllegalArgumentException("block=" + block + " must be at least 1");
      }
    }

    /** Blocks of 64 steps. */
    public Config(int width, int heads) {
      this(width, heads, BLOCK);
    }
  }

  private final Config config;

  /** Declares the parameters. */
  public DiagonalAttention(Config config) {
    super(config.width(), config.heads(), config.width(), true, "out_proj");
    this.config = config;
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long k = config.width() / config.heads();
    return KeyValueWindow.shapes(batch, config.heads(), config.block(), k, k);
  }

  @Override
  NDList attend(NDArray q, NDArray k, NDArray v, Call call) {
    KeyValueWindow past = KeyValueWindow.of(call.state());
    long begun = past.position() % config.block();
    NDIndex open = new NDIndex(":, :, {}:", config.block() - begun);
    NDArray keys = past.keys().get(open).concat(k, 2);
    NDArray values = past.values().get(open).concat(v, 2);
    double scale = 1 / Math.sqrt(q.getShape().get(3));
    NDArray o = BlockAttention.causal(q, keys, values, config.block(), scale);
    return new NDList(o).addAll(past.after(k, v));
  }
}
