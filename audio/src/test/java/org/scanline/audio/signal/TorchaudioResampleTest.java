package org.scanline.audio.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.audio.golden.Npy;

/**
 * torchaudio's resampler (sinc under a Hann window), as a definition: no net that we read resamples
 * this way inside, and files go through {@link Resampler}, which is flatter and cuts off steeper.
 */
class TorchaudioResampleTest {

  @Test
  void theDefinitionIsTorchaudios() throws IOException {
    AudioGolden golden = AudioGolden.of("torchaudio_resample");
    JsonNode config = golden.json();
    Npy input = golden.array("x.npy");
    int length = (int) input.shape()[input.shape().length - 1];
    for (JsonNode rates : config.get("cases")) {
      int from = rates.get("old").asInt();
      int to = rates.get("new").asInt();
      float[] out = new float[0];
      for (int row = 0; row < input.size() / length; row++) {
        double[] x = Arrays.copyOfRange(input.values(), row * length, row * length + length);
        float[] y =
            resampled(
                x,
                from,
                to,
                config.get("lowpass_filter_width").asInt(),
                config.get("rolloff").asDouble());
        assertThat(y).hasSize(rates.get("out_len").asInt());
        float[] all = Arrays.copyOf(out, out.length + y.length);
        System.arraycopy(y, 0, all, out.length, y.length);
        out = all;
      }
      golden.demand(from + " to " + to, "y_" + from + "_" + to + ".npy", out);
    }
  }

  /**
   * y[m] = sum_n x[n] h(n/from - m/to), of ceil(length to / from) samples.
   *
   * @param zeros zero crossings of the sinc to each side
   * @param rolloff cut-off as a part of the lower rate's half
   */
  private static float[] resampled(double[] x, int from, int to, int zeros, double rolloff) {
    int divisor = BigInteger.valueOf(from).gcd(BigInteger.valueOf(to)).intValue();
    int down = from / divisor;
    int up = to / divisor;
    double cutoff = Math.min(down, up) * rolloff;
    double reach = zeros / cutoff; // in units of down input samples
    float[] y = new float[(int) (((long) x.length * up + down - 1) / down)];
    for (int m = 0; m < y.length; m++) {
      double place = (double) m / up;
      int first = Math.max(0, (int) Math.ceil((place - reach) * down));
      int last = Math.min(x.length - 1, (int) Math.floor((place + reach) * down));
      double sum = 0;
      for (int n = first; n <= last; n++) {
        double t = ((double) n / down - place) * cutoff;
        double window = Math.cos(t * Math.PI / (2 * zeros));
        double sinc = t == 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t);
        sum += x[n] * sinc * window * window;
      }
      y[m] = (float) (sum * cutoff / down);
    }
    return y;
  }
}
