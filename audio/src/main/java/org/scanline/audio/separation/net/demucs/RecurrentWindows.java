package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.Recurrent;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.layer.TorchFunction;

/**
 * A two-way LSTM over (F,C,T) whose output is brought back to C channels; the publisher's BLSTM.
 *
 * <p>A long sequence may be read in windows that overlap by half, of which the middles are kept.
 */
final class RecurrentWindows extends Part {
  private static final int WINDOW = 200; // frames

  private static final String WINDOWS =
      """
      f, c, t = torch.size(x)
      if %1$s and t > %2$d:
        half = %2$d // 2
        n = (t + half - 1) // half
        y = torch.constant_pad_nd(x, [0, (n - 1) * half + %2$d - t], 0)
        p = torch.size(y, 2)
        y = torch.as_strided(y, [f, n, c, %2$d], [c * p, half, p, 1])
        y = torch.reshape(torch.permute(y, [0, 1, 3, 2]), [f * n, %2$d, c])
      else:
        y = torch.contiguous(torch.permute(x, [0, 2, 1]))
      return y""";

  private static final String JOINED =
      """
      f, c, t = torch.size(x)
      z = torch.linear(y, w, b)
      if %1$s and t > %2$d:
        edge = %2$d // 4
        z = torch.reshape(z, [f, -1, %2$d, c])
        middle = torch.reshape(z[:, :, edge:%2$d - edge], [f, -1, c])
        z = torch.cat([z[:, 0, :edge], middle, z[:, -1, %2$d - edge:]], 1)
      z = torch.permute(z[:, :t], [0, 2, 1])
      return %3$s""";

  private final Recurrent lstm;
  private final Affine linear;
  private final TorchFunction windows;
  private final TorchFunction joined;

  /** Two layers over windows, added to their input. */
  RecurrentWindows(int channels) {
    this(channels, 2, true);
  }

  /**
   * Declares the parameters.
   *
   * @param windowed whether it reads windows and is added to its input
   */
  RecurrentWindows(int channels, int layers, boolean windowed) {
    lstm =
        part(
            "lstm",
            new Recurrent(
                new Recurrent.Config(Recurrent.Cell.LSTM, channels, channels, layers, true)));
    linear = part("linear", new Affine(channels, channels, 2L * channels));
    String cut = Script.python(windowed);
    windows = Script.of("x", WINDOWS, cut, WINDOW);
    String result = windowed ? "x + z" : "torch.contiguous(z)";
    joined = Script.of("x, y, w, b", JOINED, cut, WINDOW, result);
  }

  /** Reads x both ways. */
  NDArray apply(NDArray x) {
    return Scoped.of(
        () -> {
          ParameterStore store = new ParameterStore(x.getManager(), false);
          NDArray read = lstm.apply(store, windows.apply(false, x), false);
          return joined.apply(false, x, read, linear.weight(), linear.bias());
        });
  }
}
