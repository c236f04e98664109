package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import org.scanline.backbones.layer.TorchFunction;

/**
 * A convolution with a stride along the frequency of (F,C,T) or along the time of (1,C,T).
 *
 * <p>Along the frequency, the rows under the kernel lie one behind the other in memory: the
 * convolution is one product of matrices for each output row, and nothing is copied for it.
 */
final class StridedConvolution extends Part.Affine {
  /** What it computes. */
  record Config(boolean frequency, int inputs, int outputs, int kernel, int stride, int padding) {
    long[] shape(long from, long to) {
      return frequency ? new long[] {from, to, kernel, 1} : new long[] {from, to, kernel};
    }
  }

  private static final String ALONG_FREQUENCY =
      """
      f, c, t = torch.size(x)
      o = torch.size(w, 0)
      k = torch.size(w, 2)
      rows = (f + 2 * %1$d - k) // %2$d + 1
      v = torch.reshape(torch.permute(torch.reshape(w, [o, c, k]), [0, 2, 1]), [1, o, k * c])
      n = max(1, %3$d // (max(c, o) * t))
      y = torch.new_empty(x, [rows, o, t])
      for i in range((rows + n - 1) // n):
        a = i * n
        m = min(n, rows - a)
        lo = a * %2$d - %1$d
        hi = (a + m - 1) * %2$d + k - %1$d
        z = x[max(lo, 0):min(hi, f)]
        if lo < 0 or hi > f:
          z = torch.constant_pad_nd(z, [0, 0, 0, 0, max(0, 0 - lo), max(0, hi - f)], 0)
        u = torch.as_strided(z, [m, k * c, t], [%2$d * c * t, t, 1])
        p = torch.baddbmm(torch.reshape(b, [1, o, 1]), torch.expand(v, [m, o, k * c]), u)
        y[a:a + m] = %4$s
      return y""";

  private static final String ALONG_TIME =
      """
      r = torch.size(x, 2)
      z = x
      if r < torch.size(w, 2):
        z = torch.constant_pad_nd(x, [0, torch.size(w, 2) - r], 0)
      p = torch.conv1d(z, w, b, [%2$d], [%1$d], [1], 1)
      return %4$s""";

  private final TorchFunction plain;
  private final TorchFunction activated;

  /**
   * Declares the parameters.
   *
   * @param activation name of the function applied in place: gelu or relu
   */
  StridedConvolution(Config config, String activation) {
    super(config.outputs(), config.shape(config.outputs(), config.inputs()));
    plain = function(config, "p");
    activated = function(config, Activation.of(activation, "p"));
  }

  private static TorchFunction function(Config config, String result) {
    return Script.of(
        "x, w, b",
        config.frequency() ? ALONG_FREQUENCY : ALONG_TIME,
        config.padding(),
        config.stride(),
        Script.BLOCK,
        result);
  }

  /** The convolution of x, which lies in memory without gaps, with or without the activation. */
  NDArray apply(NDArray x, boolean active) {
    return (active ? activated : plain).apply(false, x, weight(), bias());
  }
}
