package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import java.util.Locale;

/**
 * The short-time Fourier transform as libtorch computes it, and its inverse, on real arrays: the
 * last axis holds real and imaginary part. Both have gradients. Thread-safe.
 */
public final class FourierTransform {
  private final Config config;
  private final TorchFunction forward;
  private final TorchFunction inverse;

  /**
   * How it cuts sound into frames.
   *
   * @param size samples of a frame
   * @param hop samples between frames
   * @param normalized whether the spectrum is divided by sqrt(size)
   * @param centred whether frame t is centred at sample t hop, the sound being continued by its
   *     mirror image
   */
  public record Config(int size, int hop, boolean normalized, boolean centred) {
    /** Checks that frames overlap or touch. */
    public Config {
      if (size < 2 || hop < 1 || hop > size) {
        throw new IllegalArgumentException(
            "size=%d must be at least 2, hop=%d from 1 to size".formatted(size, hop));
      }
    }
  }

  /** Compiles both directions. */
  public FourierTransform(Config config) {
    this.config = config;
    String frames = "%d, %d, %d".formatted(config.size(), config.hop(), config.size());
    String centred = python(config.centred());
    String normalized = python(config.normalized());
    forward =
        TorchFunction.of(
            "x: Tensor, window: Tensor",
            "s = torch.slice(torch.size(x), 0, -1)",
            "y = torch.reshape(x, [-1, torch.size(x, -1)])",
            "z = torch.stft(y, %s, window, %s, \"reflect\", %s, True, True)"
                .formatted(frames, centred, normalized),
            "r = torch.view_as_real(z)",
            "return torch.reshape(r, torch.add(s, torch.slice(torch.size(r), 1)))");
    inverse =
        TorchFunction.of(
            "z: Tensor, window: Tensor, length: Tensor",
            "s = torch.slice(torch.size(z), 0, -3)",
            "r = torch.reshape(z, torch.add([-1], torch.slice(torch.size(z), -3)))",
            "c = torch.view_as_complex(torch.contiguous(r))",
            "y = torch.istft(c, %s, window, %s, %s, True, int(length), False)"
                .formatted(frames, centred, normalized),
            "return torch.reshape(y, torch.add(s, [-1]))");
  }

  private static String python(boolean value) {
    return value ? "True" : "False";
  }

  /**
   * The spectrum of x.
   *
   * @param x (...,T); when centred, T must pass size/2
   * @param window (size)
   * @return (...,F,frames,2) with F = size/2+1
   */
  public NDArray forward(boolean training, NDArray x, NDArray window) {
    return forward.apply(training, x, window);
  }

  /**
   * The sound of a spectrum: overlap-add of the windowed inverse frames, divided by the summed
   * squares of the windows.
   *
   * @param z (...,F,frames,2)
   * @param window (size)
   * @param length samples wanted
   * @return (...,length)
   */
  public NDArray inverse(boolean training, NDArray z, NDArray window, long length) {
    return inverse.apply(training, z, window, z.getManager().create(length));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "STFT %d/%d", config.size(), config.hop());
  }
}
