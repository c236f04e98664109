package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.layer.TorchFunction;

/**
 * A layer of a {@link ResidualBranch}: narrow dilated convolution, norm, GELU, LSTM and attention
 * if asked for, wide pointwise convolution, norm, gate, scale.
 *
 * <p>The second norm is never computed over the wide array: mean and variance of a pointwise
 * convolution follow from mean and covariance of its few inputs, and norm and scale become part of
 * its weights. That saves most of the layer's traffic with memory.
 */
final class ResidualLayer extends Part {
  private static final int KERNEL = 3;

  private static final String NARROW =
      """
      f, c, t = torch.size(x)
      h = torch.size(w, 0)
      v = torch.reshape(torch.permute(w, [2, 0, 1]), [1, 3 * h, c])
      q = max(0, t - %1$d)
      n = max(1, %2$d // (c * t))
      y = torch.new_empty(x, [f, h, t])
      for i in range((f + n - 1) // n):
        a = i * n
        m = min(n, f - a)
        z = torch.bmm(torch.expand(v, [m, 3 * h, c]), x[a:a + m])
        p = z[:, h:2 * h] + torch.reshape(b, [h, 1])
        p[:, :, t - q:] += z[:, :h, :q]
        p[:, :, :q] += z[:, 2 * h:, t - q:]
        y[a:a + m] = torch.gelu_(torch.group_norm(p, 1, gamma, beta, 1e-05))
      return y""";

  private static final String WIDE =
      """
      f, c, t = torch.size(x)
      k = torch.size(h, 1)
      v = torch.reshape(w, [1, 2 * c, k])
      bias = torch.reshape(b, [1, 2 * c, 1])
      gain = torch.cat([scale, torch.ones_like(scale)])
      factor = torch.reshape(gamma * gain, [1, 2 * c, 1])
      shift = torch.reshape(beta * gain, [1, 2 * c, 1])
      l = t
      if f == 1:
        l = max(1024, %1$d // c)
      n = max(1, %1$d // (c * min(l, t)))
      for i in range((f + n - 1) // n):
        a = i * n
        m = min(n, f - a)
        z = h[a:a + m]
        mid = torch.mean(z, [2], True)
        o = z - mid
        if t > 4096:
          o = torch.constant_pad_nd(o, [0, (t + 4095) // 4096 * 4096 - t], 0)
          o = torch.reshape(torch.permute(torch.reshape(o, [m, k, -1, 4096]), [0, 2, 1, 3]), [-1, k, 4096])
        cov = torch.bmm(o, torch.transpose(o, 1, 2)) / t
        cov = torch.sum(torch.reshape(cov, [m, -1, k, k]), [1])
        means = torch.matmul(v, mid) + bias
        mean = torch.mean(means, [1], True)
        within = torch.sum(torch.matmul(v, cov) * v, [2], True)
        off = means - mean
        rate = factor * torch.rsqrt(torch.mean(within + off * off, [1], True) + 1e-05)
        u = v * rate
        e = (bias - mean) * rate + shift
        for j in range((t + l - 1) // l):
          d = j * l
          r = min(d + l, t)
          p = torch.baddbmm(e, u, z[:, :, d:r])
          x[a:a + m, :, d:r] += torch.glu(p, 1)
      return x""";

  private final Affine narrow;
  private final Affine narrowNorm;
  private final @Nullable RecurrentWindows recurrent;
  private final @Nullable LocalAttention attention;
  private final Affine wide;
  private final Affine wideNorm;
  private final Scale scale;
  private final TorchFunction squeeze;
  private final TorchFunction expand;

  /** Declares the parameters. */
  ResidualLayer(ResidualBranch.Config config, int dilation) {
    int channels = config.channels();
    int hidden = config.hidden();
    int at = 0; // norms and activations are numbered too
    narrow = part(Integer.toString(at), new Affine(hidden, hidden, channels, KERNEL));
    narrowNorm = part(Integer.toString(at + 1), Affine.norm(hidden));
    at += 3;
    recurrent =
        config.recurrent() ? part(Integer.toString(at++), new RecurrentWindows(hidden)) : null;
    attention =
        config.attentive() ? part(Integer.toString(at++), new LocalAttention(hidden)) : null;
    wide = part(Integer.toString(at), new Affine(2L * channels, 2L * channels, hidden, 1));
    wideNorm = part(Integer.toString(at + 1), Affine.norm(2L * channels));
    scale = part(Integer.toString(at + 3), new Scale(channels));
    squeeze = Script.of("x, w, b, gamma, beta", NARROW, dilation, Script.BLOCK);
    expand = Script.of("x, h, w, b, gamma, beta, scale", WIDE, Script.BLOCK);
  }

  /** Adds the layer to x, in place. */
  NDArray apply(NDArray x) {
    return Scoped.of(
        () -> {
          NDArray h =
              squeeze.apply(
                  false, x, narrow.weight(), narrow.bias(), narrowNorm.weight(), narrowNorm.bias());
          if (recurrent != null) {
            h = recurrent.apply(h);
          }
          if (attention != null) {
            h = attention.apply(h);
          }
          return expand.apply(
              false,
              x,
              h,
              wide.weight(),
              wide.bias(),
              wideNorm.weight(),
              wideNorm.bias(),
              scale.value());
        });
  }
}
