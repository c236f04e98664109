package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import org.scanline.backbones.layer.TorchFunction;

/**
 * Mean and standard deviation of all numbers of an array, as an array (2).
 *
 * <p>Taken by libtorch's norm of a single row, whose sums do not depend on the number of threads.
 */
final class SoundLevel {
  private static final TorchFunction MEASURE =
      Script.of(
          "x",
          """
          n = torch.numel(x)
          y, mean, rate = torch.native_layer_norm(torch.reshape(x, [1, n]), [n], None, None, 0.)
          factor = (n / max(1, n - 1)) ** 0.5
          return torch.reshape(torch.cat([mean, factor / rate]), [2])""");

  private static final TorchFunction REMOVE =
      Script.of("x, level", "return torch.div_(x - level[0], level[1] + 1e-05)");

  private static final TorchFunction RESTORE =
      Script.of("x, level", "return torch.add_(x * level[1], level[0])");

  private SoundLevel() {}

  /** Mean, and deviation with n-1 in the denominator. */
  static NDArray of(NDArray x) {
    return MEASURE.apply(false, x);
  }

  /** x brought to mean 0 and deviation 1. */
  static NDArray remove(NDArray x, NDArray level) {
    return REMOVE.apply(false, x, level);
  }

  /** x brought to a mean and deviation. */
  static NDArray restore(NDArray x, NDArray level) {
    return RESTORE.apply(false, x, level);
  }
}
