package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import org.scanline.backbones.layer.TorchFunction;

/**
 * A transposed convolution along the frequency of (F,C,T) or along the time of (1,C,T).
 *
 * <p>Each group of as many outputs as the stride depends on the same few inputs, so it is a product
 * of matrices, without the overlapping sums of the usual way. Nothing is cut off: there are
 * (F-1)·stride + kernel outputs.
 */
final class TransposedConvolution extends Part.Affine {
  private static final String ALONG_FREQUENCY =
      """
      f, c, t = torch.size(x)
      o = torch.size(w, 1)
      k = torch.size(w, 2)
      s = %1$d
      q = (k + s - 1) // s
      v = torch.constant_pad_nd(torch.reshape(w, [c, o, k]), [0, q * s - k], 0)
      v = torch.permute(torch.flip(torch.reshape(v, [c, o, q, s]), [2]), [3, 1, 2, 0])
      v = torch.reshape(v, [1, s * o, q * c])
      e = torch.reshape(torch.repeat(b, [s]), [1, s * o, 1])
      groups = f + q - 1
      n = max(1, %2$d // (max(c, s * o) * t))
      y = torch.new_empty(x, [groups * s, o, t])
      for i in range((groups + n - 1) // n):
        a = i * n
        m = min(n, groups - a)
        lo = a - q + 1
        hi = a + m
        z = x[max(lo, 0):min(hi, f)]
        if lo < 0 or hi > f:
          z = torch.constant_pad_nd(z, [0, 0, 0, 0, max(0, 0 - lo), max(0, hi - f)], 0)
        u = torch.as_strided(z, [m, q * c, t], [c * t, t, 1])
        p = torch.reshape(torch.baddbmm(e, torch.expand(v, [m, s * o, q * c]), u), [m * s, o, t])
        y[a * s:a * s + m * s] = %3$s
      return y[:(f - 1) * s + k]""";

  private static final String ALONG_TIME =
      """
      t = torch.size(x, 2)
      c = torch.size(x, 1)
      o = torch.size(w, 1)
      k = torch.size(w, 2)
      s = %1$d
      q = (k + s - 1) // s
      v = torch.constant_pad_nd(w, [0, q * s - k], 0)
      v = torch.permute(torch.reshape(v, [c, o, q, s]), [2, 1, 3, 0])
      v = torch.reshape(v, [q, o * s, c])
      e = torch.reshape(torch.repeat(torch.reshape(b, [o, 1]), [1, s]), [o * s, 1])
      groups = t + q - 1
      n = max(1024, %2$d // c)
      y = torch.new_empty(x, [1, o, groups, s])
      for i in range((groups + n - 1) // n):
        a = i * n
        m = min(n, groups - a)
        lo = a - q + 1
        hi = a + m
        z = x[0, :, max(lo, 0):min(hi, t)]
        z = torch.constant_pad_nd(z, [max(0, 0 - lo), max(0, hi - t)], 0)
        p = e
        for j in range(q):
          p = torch.addmm(p, v[j], z[:, q - 1 - j:q - 1 - j + m])
        p = torch.reshape(p, [o, s, m])
        y[0, :, a:a + m] = torch.permute(%3$s, [0, 2, 1])
      return torch.reshape(y, [1, o, groups * s])[:, :, :(t - 1) * s + k]""";

  private final TorchFunction plain;
  private final TorchFunction activated;

  /** Declares the parameters; padding has no meaning here. */
  TransposedConvolution(StridedConvolution.Config config, String activation) {
    super(config.outputs(), config.shape(config.inputs(), config.outputs()));
    plain = function(config, "p");
    activated = function(config, Activation.of(activation, "p"));
  }

  private static TorchFunction function(StridedConvolution.Config config, String result) {
    String body = config.frequency() ? ALONG_FREQUENCY : ALONG_TIME;
    return Script.of("x, w, b", body, config.stride(), Script.BLOCK, result);
  }

  /** The transposed convolution of x, with or without the activation. */
  NDArray apply(NDArray x, boolean active) {
    return (active ? activated : plain).apply(false, x, weight(), bias());
  }
}
