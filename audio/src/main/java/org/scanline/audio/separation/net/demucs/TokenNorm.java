package org.scanline.audio.separation.net.demucs;

/** Norms of tokens (1,N,D) as expressions of TorchScript. */
final class TokenNorm {
  private TokenNorm() {}

  /** Each token by itself. */
  static String each(String x, String weight, String bias) {
    return "torch.layer_norm(%s, [torch.size(%s, 0)], %s, %s, 1e-05)"
        .formatted(x, weight, weight, bias);
  }

  /** All tokens together; scale and shift by channel. */
  static String joint(String x, String weight, String bias) {
    return ("torch.reshape(torch.layer_norm(torch.reshape(%1$s, [-1]), [torch.numel(%1$s)], None,"
            + " None, 1e-05), torch.size(%1$s)) * %2$s + %3$s")
        .formatted(x, weight, bias);
  }

  /** One of the two. */
  static String of(boolean joint, String x, String weight, String bias) {
    return joint ? joint(x, weight, bias) : each(x, weight, bias);
  }
}
