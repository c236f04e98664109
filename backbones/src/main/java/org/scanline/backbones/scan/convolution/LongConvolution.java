package org.scanline.backbones.scan.convolution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanForm;

/**
 * A convolution along time of each channel by itself with a kernel as long as the sequence: y_t =
 * sum over s at most t of k_(t-s) u_s, and over s at least t of r_(s-t) u_s where there is a
 * reverse kernel r (lag 0 then gets k_0 + r_0).
 *
 * <p>Naive is the direct sum, O(T^2). Chunked is the Fourier transform as products with the two
 * factors of a Monarch matrix (Fu et al., 2023, arXiv 2310.12109), O(T^1.5), with gradients on any
 * device. Fused is the engine's fast transform, O(T log T), without gradients. Thread-safe: nothing
 * is kept between calls.
 */
public final class LongConvolution {
  private LongConvolution() {}

  /**
   * Convolves.
   *
   * @param form which form to compute; the size does not matter
   * @param u inputs (B,D,T)
   * @param kernel what lies before each step, (D,L); lags of T and more are not used
   * @param reverse what lies after each step, (D,L), or null for a causal convolution
   * @return y (B,D,T)
   * @throws IllegalArgumentException when shapes do not fit
   */
  public static NDArray run(ScanForm form, NDArray u, NDArray kernel, @Nullable NDArray reverse) {
    Shape shape = u.getShape();
    if (shape.dimension() != 3) {
      throw new IllegalArgumentException("u must be (B,D,T), is " + shape);
    }
    demand("kernel", kernel, shape.get(1));
    if (reverse != null) {
      demand("reverse", reverse, shape.get(1));
    }
    if (shape.get(2) == 0) {
      return u.add(0); // not duplicate(), which has no gradient
    }
    return switch (form.kind()) {
      case NAIVE -> DirectConvolution.run(u, kernel, reverse);
      case CHUNKED -> MonarchConvolution.run(u, kernel, reverse);
      case FUSED -> FourierConvolution.run(u, kernel, reverse);
    };
  }

  private static void demand(String name, NDArray kernel, long channels) {
    Shape shape = kernel.getShape();
    if (shape.dimension() != 2 || shape.get(0) != channels || shape.get(1) < 1) {
      throw new IllegalArgumentException(name + " must be (" + channels + ",L), is " + shape);
    }
  }
}
