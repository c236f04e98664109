package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.math.BigInteger;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.layer.TorchFunction;

/**
 * Change of the sampling rate by a windowed sinc, as the waveform nets were trained with: 24 zero
 * crossings, cut off at 0.945 of the lower rate, the sound held at both ends (J. O. Smith, Digital
 * Audio Resampling Home Page; the publisher's julius). Thread-safe.
 */
final class JuliusResampler {
  private static final int ZEROS = 24;
  private static final double ROLLOFF = 0.945;

  private static final String BODY =
      """
      s = torch.slice(torch.size(x), 0, -1)
      t = torch.size(x, -1)
      y = torch.replication_pad1d(torch.reshape(x, [-1, 1, t]), [%1$d, %1$d + %2$d])
      y = torch.conv1d(y, kernel, None, [%2$d], [0], [1], 1)
      y = torch.reshape(torch.transpose(y, 1, 2), torch.add(s, [-1]))
      return y[..., :%3$d * t // %2$d]""";

  private final int from;
  private final int to;
  private final float[] kernel;
  private final TorchFunction function;

  /** Prepares the change from one rate to another; only their ratio counts. */
  JuliusResampler(int from, int to) {
    int divisor = BigInteger.valueOf(from).gcd(BigInteger.valueOf(to)).intValue();
    this.from = from / divisor;
    this.to = to / divisor;
    double rate = Math.min(this.from, this.to) * ROLLOFF;
    int width = (int) Math.ceil(ZEROS * this.from / rate);
    kernel = kernel(width, rate);
    function = Script.of("x, kernel", BODY, width, this.from, this.to);
  }

  /** One filter for each phase of the output; each sums to one, so that a constant stays. */
  private float[] kernel(int width, double rate) {
    int taps = 2 * width + from;
    float[] filters = new float[to * taps];
    for (int phase = 0; phase < to; phase++) {
      double[] filter = new double[taps];
      double sum = 0;
      for (int tap = 0; tap < taps; tap++) {
        double time = ((double) (tap - width) / from - (double) phase / to) * rate;
        double angle = Math.PI * Math.max(-ZEROS, Math.min(ZEROS, time));
        double window = Math.pow(Math.cos(angle / ZEROS / 2), 2);
        filter[tap] = window * (angle == 0 ? 1 : Math.sin(angle) / angle);
        sum += filter[tap];
      }
      for (int tap = 0; tap < taps; tap++) {
        filters[phase * taps + tap] = (float) (filter[tap] / sum);
      }
    }
    return filters;
  }

  /** Resamples x (...,T) to (...,T·to/from), rounded down. */
  NDArray apply(NDArray x) {
    if (from == to) {
      return x;
    }
    return Scoped.of(
        () -> {
          Shape shape = new Shape(to, 1, kernel.length / to);
          return function.apply(false, x, x.getManager().create(kernel, shape));
        });
  }
}
