package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.TorchFunction;

/**
 * A convolution with stride 1 over frequency and time of (F,C,T), or over the time of (1,C,T),
 * whose outputs are gated: half of them by the sigmoid of the other half.
 */
final class GatedConvolution extends Part.Affine {
  /**
   * What it computes.
   *
   * @param frequency whether the weight has an axis for the frequency
   * @param gated whether outputs come in pairs, else they are rectified
   * @param rows size of the kernel along the frequency
   * @param columns size along the time
   * @param padding zeros on both ends of the time; those of the frequency keep the number of rows
   */
  record Config(
      boolean frequency, int channels, boolean gated, int rows, int columns, int padding) {
    /** As many outputs as inputs. */
    static Config of(boolean frequency, int channels, int contextRows, int context) {
      int rows = frequency ? 2 * contextRows + 1 : 1;
      return new Config(frequency, channels, true, rows, 2 * context + 1, context);
    }

    int outputs() {
      return gated ? 2 * channels : channels;
    }

    private long[] shape() {
      return frequency
          ? new long[] {outputs(), channels, rows, columns}
          : new long[] {outputs(), channels, columns};
    }
  }

  private static final String BODY =
      """
      f, c, t = torch.size(x)
      kf = %1$d
      kt = %2$d
      pf = kf // 2
      pt = %3$d
      o = torch.size(w, 0)
      v = torch.permute(torch.reshape(w, [o, c, kf, kt]), [3, 0, 2, 1])
      v = torch.reshape(v, [kt, 1, o, kf * c])
      long = t + 2 * pt - kt + 1
      g = %5$d
      l = long
      if f == 1:
        l = max(1024, %4$d // c)
      n = max(1, %4$d // (c * min(l, long)))
      y = torch.new_empty(x, [f, o // g, long])
      for i in range((f + n - 1) // n):
        a = i * n
        m = min(n, f - a)
        lo = a - pf
        hi = a + m + pf
        for j in range((long + l - 1) // l):
          d = j * l
          r = min(l, long - d)
          s = d - pt
          e = d + r + kt - 1 - pt
          z = x[max(lo, 0):min(hi, f), :, max(s, 0):min(e, t)]
          left = max(0, 0 - s)
          right = max(0, e - t)
          if left + right > 0 or lo < 0 or hi > f:
            z = torch.constant_pad_nd(z, [left, right, 0, 0, max(0, 0 - lo), max(0, hi - f)], 0)
          else:
            z = torch.contiguous(z)
          wide = r + kt - 1
          p = torch.reshape(b, [1, o, 1])
          for h in range(kt):
            at = torch.storage_offset(z) + h
            u = torch.as_strided(z, [m, kf * c, r], [c * wide, wide, 1], at)
            p = torch.baddbmm(p, torch.expand(v[h], [m, o, kf * c]), u)
          y[a:a + m, :, d:d + r] = %6$s
      return y""";

  private static final String GATE = "torch.glu(%s, 1)";

  private final boolean gated;
  private final TorchFunction plain;
  private final TorchFunction activated;

  /** Declares the parameters. */
  GatedConvolution(Config config) {
    super(config.outputs(), config.shape());
    gated = config.gated();
    plain = function(config, 1, "p");
    activated = function(config, gated ? 2 : 1, activation("p"));
  }

  private String activation(String array) {
    return gated ? GATE.formatted(array) : Activation.of("relu", array);
  }

  private static TorchFunction function(Config config, int halves, String result) {
    return Script.of(
        "x, w, b",
        BODY,
        config.rows(),
        config.columns(),
        config.padding(),
        Script.BLOCK,
        halves,
        result);
  }

  /** Convolution, norm if there is one, and gate. */
  NDArray apply(NDArray x, @Nullable JointNorm norm) {
    if (norm == null) {
      return activated.apply(false, x, weight(), bias());
    }
    NDArray y = norm.apply(plain.apply(false, x, weight(), bias()));
    return Script.of("x", "return " + activation("x")).apply(false, y);
  }
}
