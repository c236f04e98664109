package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Operators of libtorch that DJL does not pass on, see {@link TorchFunction}; all have gradients.
 *
 * <p>Results belong to the manager of the first argument. Thread-safe. Another one is a method
 * here: the operator's numbers go into the text, its arrays become arguments.
 */
public final class TorchOperators {
  private TorchOperators() {}

  /** Half of the channels, gated by the other half: a sigmoid(b), x = [a, b] along an axis. */
  public static NDArray glu(boolean training, NDArray x, int axis) {
    return TorchFunction.of("x: Tensor", "return torch.glu(x, %d)".formatted(axis))
        .apply(training, x);
  }

  /** max(0,x) + slope min(0,x); slope has one number, or one for each channel of x (B,C,...). */
  public static NDArray prelu(boolean training, NDArray x, NDArray slope) {
    return TorchFunction.of("x: Tensor, slope: Tensor", "return torch.prelu(x, slope)")
        .apply(training, x, slope);
  }

  /**
   * Group norm over x (B,C,...): each group of neighbouring channels with all its positions is
   * brought to mean 0 and variance 1, then each channel scaled and shifted.
   *
   * @param weight (C)
   * @param bias (C)
   */
  public static NDArray groupNorm(
      boolean training, NDArray x, int groups, NDArray weight, NDArray bias, double epsilon) {
    return TorchFunction.of(
            "x: Tensor, weight: Tensor, bias: Tensor",
            "return torch.group_norm(x, %d, weight, bias, %s)".formatted(groups, epsilon))
        .apply(training, x, weight, bias);
  }

  /** Continues x (...,T) to both sides by its mirror image, as PyTorch's "reflect"; needs T > n. */
  public static NDArray reflectPad(boolean training, NDArray x, long left, long right) {
    return TorchFunction.of(
            "x: Tensor, sides: Tensor",
            "s = torch.slice(torch.size(x), 0, -1)", // all but the last
            "t = torch.size(x, -1)",
            "y = torch.reshape(x, [1, -1, t])",
            "p = torch.reflection_pad1d(y, [int(sides[0]), int(sides[1])])",
            "return torch.reshape(p, torch.add(s, [-1]))")
        .apply(training, x, x.getManager().create(new long[] {left, right}));
  }

  /**
   * Scaled dot-product attention: softmax(q k^T / sqrt(K) + mask) v, computed in blocks, so that
   * the square of the length is never held.
   *
   * @param q (B,H,T,K)
   * @param k (B,H,S,K)
   * @param v (B,H,S,V)
   * @param mask added to the scores, (T,S) or broadcast to (B,H,T,S); null for none
   * @return (B,H,T,V)
   */
  public static NDArray attention(
      boolean training, NDArray q, NDArray k, NDArray v, @Nullable NDArray mask) {
    if (mask == null) {
      return TorchFunction.of(
              "q: Tensor, k: Tensor, v: Tensor",
              "return torch.scaled_dot_product_attention(q, k, v, None, 0., False)")
          .apply(training, q, k, v);
    }
    return TorchFunction.of(
            "q: Tensor, k: Tensor, v: Tensor, mask: Tensor",
            "return torch.scaled_dot_product_attention(q, k, v, mask, 0., False)")
        .apply(training, q, k, v, mask);
  }
}
