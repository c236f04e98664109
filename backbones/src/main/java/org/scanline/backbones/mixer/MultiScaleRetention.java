package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.attention.Retention;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Position;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.RmsNorm;
import org.scanline.backbones.scan.ScanResult;

/**
 * Retention over several time scales (Sun et al., 2023, eq. 8): each head forgets at its own rate,
 * is RMS-normalized without a weight and multiplied by silu of a projection.
 *
 * <p>Parameters q_proj, k_proj, v_proj, g_proj and out_proj as in torchscale. State: S (B,H,K,V)
 * and the position, which the rotary embedding goes on from.
 */
public final class MultiScaleRetention extends HeadMixer {
  private static final double EPSILON = 1e-6;

  /**
   * Sizes.
   *
   * @param width D, a multiple of twice H
   * @param heads H
   * @param values width of all heads' values together; must be a multiple of H
   */
  public record Config(int width, int heads, int values) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(values, heads);
      if (width < 1 || width % (2 * heads) != 0) {
        throw new IllegalArgumentException(
            "width=" + width + " must be a multiple of twice heads=" + heads);
      }
    }

    /** The reference's default: values of twice the width. */
    public Config(int width, int heads) {
      this(width, heads, 2 * width);
    }
  }

  private final Config config;
  private final Retention retention;
  private final Projection gate;

  /** Declares the parameters. */
  public MultiScaleRetention(Config config) {
    super(config.width(), config.heads(), config.values(), false, "out_proj");
    this.config = config;
    retention = new Retention(config.width() / config.heads());
    gate = addChildBlock("g_proj", new Projection(config.width(), config.values(), false));
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long h = config.heads();
    return new Shape[] {
      new Shape(batch, h, config.width() / h, config.values() / h), Position.shape(batch)
    };
  }

  @Override
  NDList attend(NDArray q, NDArray k, NDArray v, Call call) {
    long position = Position.of(call.state().get(1));
    ScanResult scan = retention.run(call.form(), q, k, v, position, call.state().get(0));
    Shape shape = q.getShape();
    NDArray next = Position.at(q.getManager(), shape.get(0), position + shape.get(2));
    return new NDList(RmsNorm.normalize(scan.output(), EPSILON), scan.state(), next);
  }

  @Override
  NDArray finish(NDArray x, NDArray o, Call call) {
    return o.mul(Activations.silu(gate.apply(call.store(), x, call.training())));
  }
}
