package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.layer.TorchFunction;

/**
 * The spectrum that the hybrid nets see: as many frames as the sound has hops, complex numbers as
 * two channels.
 *
 * <p>The sound is first continued at both ends so that the frames stand like the outputs of the
 * waveform's convolutions. At the very edges the way there and back is not exact; that is part of
 * the published nets. Thread-safe.
 */
final class Spectrum {
  private static final String FORWARD =
      """
      c, t = torch.size(x)
      hop = %2$d
      n = (t + hop - 1) // hop
      left = hop // 2 * 3
      right = left + n * hop - t
      y = x
      most = max(left, right)
      if %3$s and t <= most:
        extra = most - t + 1
        after = min(right, extra)
        y = torch.constant_pad_nd(y, [extra - after, after], 0)
        left = left - (extra - after)
        right = right - after
      y = %4$s
      z = torch.stft(y, %1$d, hop, %1$d, window, True, "reflect", True, True, True)
      z = torch.view_as_real(z)[:, :%1$d // 2, %5$s]
      z = torch.permute(z, [1, 0, 3, 2])
      return torch.reshape(torch.contiguous(z), [%1$d // 2, 2 * c, -1])""";

  private static final String INVERSE =
      """
      t = int(length)
      hop = %2$d
      pad = %3$s
      n = %4$s
      c = torch.size(z, 1) // 2
      y = torch.new_empty(z, [c, t])
      for i in range(c):
        u = torch.permute(z[:, 2 * i:2 * i + 2], [0, 2, 1]) * level[1] + level[0]
        u = torch.constant_pad_nd(u, [0, 0, %5$s, 0, 1], 0)
        v = torch.istft(torch.view_as_complex(u), %1$d, hop, %1$d, window, True, True, True, n, False)
        y[i] = v[pad:pad + t]
      return y""";

  private final TorchFunction forward;
  private final TorchFunction inverse;
  private final int fft;

  /**
   * Compiles both ways.
   *
   * @param aligned whether the sound is continued and the outer frames dropped
   * @param zeros whether it is continued by zeros, not by its mirror image
   */
  Spectrum(int fft, boolean aligned, boolean zeros) {
    this.fft = fft;
    int hop = fft / 4;
    boolean mirror = aligned && !zeros;
    String continued =
        mirror
            ? "torch.reflection_pad1d(y, [left, right])"
            : "torch.constant_pad_nd(y, [left, right], 0)";
    forward =
        Script.of(
            "x, window",
            FORWARD,
            fft,
            hop,
            Script.python(mirror),
            aligned ? continued : "x",
            aligned ? "2:2 + n" : ":");
    String whole = "hop * ((t + hop - 1) // hop)";
    inverse =
        Script.of(
            "z, window, level, length",
            INVERSE,
            fft,
            hop,
            mirror ? "hop // 2 * 3" : "0",
            !aligned ? "t" : mirror ? whole + " + 2 * pad" : whole,
            aligned ? "2, 2" : "0, 0");
  }

  /** The spectrum of x (C,T): (F,2C,frames). */
  NDArray forward(NDArray x) {
    return Scoped.of(() -> forward.apply(false, x, window(x)));
  }

  /**
   * The sound of a spectrum.
   *
   * @param z (F,2C,frames)
   * @param level mean and deviation (2) that the spectrum is given first
   * @return (C,length)
   */
  NDArray inverse(NDArray z, NDArray level, long length) {
    return Scoped.of(
        () -> inverse.apply(false, z, window(z), level, z.getManager().create(length)));
  }

  private NDArray window(NDArray x) {
    float[] hann = new float[fft];
    for (int i = 0; i < fft; i++) {
      hann[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / fft));
    }
    return x.getManager().create(hann, new Shape(fft)).toType(DataType.FLOAT32, true);
  }
}
