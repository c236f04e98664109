package org.scanline.audio.separation.net.tasnet;

import ai.djl.nn.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a Conv-TasNet by what they do.
 *
 * @param encoder waves to strengths of filters
 * @param inputNorm of those
 * @param bottleneck to the residual path
 * @param blocks in order
 * @param headSlope before the masks, or null
 * @param mask from the last path to scores
 * @param decoder strengths to waves
 */
record TasNetParameters(
    Convolution encoder,
    Affine inputNorm,
    Convolution bottleneck,
    List<Block> blocks,
    @Nullable Parameter headSlope,
    Convolution mask,
    Convolution decoder) {

  /** Weight and bias, or null. */
  record Convolution(Parameter weight, @Nullable Parameter bias) {}

  /** Gain and shift of a norm. */
  record Affine(Parameter gain, Parameter shift) {}

  /** One block: wider, along time, and back to the paths that it has a way to. */
  record Block(
      Convolution expand,
      Parameter firstSlope,
      Affine firstNorm,
      Convolution depthwise,
      Parameter secondSlope,
      Affine secondNorm,
      @Nullable Convolution residual,
      @Nullable Convolution skip) {}
}
