package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import org.scanline.backbones.layer.TorchFunction;

/**
 * Arrays (B,C,H,W) whose channels lie side by side in memory, as (B,H,W,C) would: convolutions of
 * few channels and scans over pixels run faster on them. Every operator hands the layout on, unless
 * it meets an array of the other one.
 */
final class ChannelsLast {
  private static final TorchFunction FUNCTION =
      TorchFunction.of("x: Tensor", "return torch.contiguous(x, memory_format=2)");

  private ChannelsLast() {}

  /** The same array in this layout. */
  static NDArray of(NDArray x, boolean training) {
    return FUNCTION.apply(training, x);
  }
}
