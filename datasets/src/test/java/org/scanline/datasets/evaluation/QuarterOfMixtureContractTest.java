package org.scanline.datasets.evaluation;

import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.Stems;
import org.scanline.backbones.stream.Streaming;

/** A quarter of the mixture under the streaming contract. */
class QuarterOfMixtureContractTest extends StemStreamContract<AudioBuffer> {
  @Override
  protected Streaming<AudioBuffer, Stems> open() {
    return new QuarterOfMixture(RATE, 2);
  }

  @Override
  protected AudioBuffer input() {
    return noise(1, length());
  }

  @Override
  protected AudioBuffer slice(AudioBuffer input, int from, int to) {
    return input.slice(from, to);
  }
}
