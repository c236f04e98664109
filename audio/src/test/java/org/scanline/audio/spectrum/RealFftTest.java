package org.scanline.audio.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.audio.Sounds;

class RealFftTest {
  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16, 32, 64, 128, 1024, 2048, 4096})
  void transformEqualsItsDefinition(int size) {
    float[] x = Sounds.noise(size, 8000, 1, size, 1).channel(0);
    RealFft fft = new RealFft(size);
    float[] re = new float[fft.bins() + 3];
    float[] im = new float[fft.bins() + 3];
    fft.forward(x, re, im, 3);
    double error = 0;
    double energy = 0;
    for (int k = 0; k < fft.bins(); k++) {
      double wantRe = 0;
      double wantIm = 0;
      for (int t = 0; t < size; t++) {
        double angle = -2 * Math.PI * ((long) k * t % size) / size;
        wantRe += x[t] * Math.cos(angle);
        wantIm += x[t] * Math.sin(angle);
      }
      energy += wantRe * wantRe + wantIm * wantIm;
      error += Math.pow(re[3 + k] - wantRe, 2) + Math.pow(im[3 + k] - wantIm, 2);
    }
    assertThat(Math.sqrt(error / energy)).isLessThan(5e-7);
    float[] back = new float[size];
    fft.inverse(re, im, 3, back);
    for (int t = 0; t < size; t++) {
      assertThat(back[t]).isCloseTo(x[t], org.assertj.core.data.Offset.offset(1e-6f));
    }
  }

  @Test
  void otherLengthsAreRefused() {
    for (int size : new int[] {-4, 0, 1, 2, 3, 6, 1000}) {
      assertThatThrownBy(() -> new RealFft(size)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
