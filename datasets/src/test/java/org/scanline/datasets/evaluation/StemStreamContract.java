package org.scanline.datasets.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.Stems;
import org.scanline.backbones.stream.StreamingContract;

/** Stems are the same bit for bit however the input is cut. */
abstract class StemStreamContract<I> extends StreamingContract<I, Stems> {
  static final int RATE = 8000;

  static AudioBuffer noise(long seed, int frames) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] samples = new float[2][frames];
    for (float[] channel : samples) {
      for (int i = 0; i < frames; i++) {
        channel[i] = (float) (random.nextDouble() - 0.5);
      }
    }
    return AudioBuffer.of(RATE, samples);
  }

  @Override
  protected int length() {
    return 9001;
  }

  @Override
  protected int hop() {
    return HarmonicPercussive.STFT.hop();
  }

  @Override
  protected void assertSame(List<Stems> expected, List<Stems> actual) {
    assertThat(Stems.concat(actual).all()).isEqualTo(Stems.concat(expected).all());
  }
}
