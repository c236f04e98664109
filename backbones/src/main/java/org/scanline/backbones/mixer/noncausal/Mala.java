package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.attention.noncausal.GridRotation;
import org.scanline.backbones.attention.noncausal.MagnitudeAwareAttention;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.ImageConvolution;

/**
 * MALA's mixer (Fan et al., 2025) for images (B,C,H,W): magnitude-aware linear attention with
 * rotary positions, plus a depthwise convolution of the values, times a gate.
 *
 * <p>Parameter names as in qhfan/MALA: qkvo and proj are 1x1 convolutions, lepe a depthwise one of
 * 5x5, all with biases. Linear in pixels.
 */
public final class Mala extends WholeMixer {
  private static final int LOCAL = 5;

  /**
   * Sizes.
   *
   * @param width C
   * @param heads number of heads; each must have a multiple of 4 channels
   */
  public record Config(int width, int heads) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
      if (width / heads % 4 != 0) {
        throw new IllegalArgumentException(
            "width=" + width + " must be a multiple of 4 times heads=" + heads);
      }
    }
  }

  private final Config config;
  private final ImageConvolution input;
  private final ImageConvolution local;
  private final ImageConvolution output;

  /** Declares the parameters. */
  public Mala(Config config) {
    this.config = config;
    int c = config.width();
    input =
        addChildBlock(
            "qkvo", new ImageConvolution(ImageConvolution.Config.pointwise(c, 4L * c), true));
    local =
        addChildBlock(
            "lepe", new ImageConvolution(ImageConvolution.Config.depthwise(c, LOCAL), true));
    output =
        addChildBlock("proj", new ImageConvolution(ImageConvolution.Config.pointwise(c, c), true));
  }

  @Override
  public NDArray mix(ParameterStore store, NDArray x, boolean training) {
    Shape s = x.getShape();
    NDList qkvo = input.apply(store, x, training).split(4, 1);
    GridRotation positions =
        GridRotation.of(
            x.getManager(), (int) s.get(2), (int) s.get(3), config.width() / config.heads());
    NDArray attended =
        MagnitudeAwareAttention.apply(
            tokens(qkvo.get(0)), tokens(qkvo.get(1)), tokens(qkvo.get(2)), positions);
    NDArray image = attended.transpose(0, 1, 3, 2).reshape(s);
    NDArray read = image.add(local.apply(store, qkvo.get(2), training));
    return output.apply(store, read.mul(qkvo.get(3)), training);
  }

  /** Pixels (B,C,H,W) of each head as (B,heads,H*W,C/heads). */
  private NDArray tokens(NDArray image) {
    Shape s = image.getShape();
    long each = s.get(1) / config.heads();
    return image.reshape(s.get(0), config.heads(), each, s.get(2) * s.get(3)).transpose(0, 1, 3, 2);
  }
}
