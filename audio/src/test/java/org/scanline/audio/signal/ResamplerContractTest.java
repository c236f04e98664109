package org.scanline.audio.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.Sounds;
import org.scanline.backbones.stream.Streaming;
import org.scanline.backbones.stream.StreamingContract;

class ResamplerContractTest extends StreamingContract<AudioBuffer, AudioBuffer> {
  private final AudioBuffer sound = Sounds.noise(31, 48_000, 2, 9001, 1);

  @Override
  protected Streaming<AudioBuffer, AudioBuffer> open() {
    return new Resampler(48_000, 44_100, 2);
  }

  @Override
  protected AudioBuffer input() {
    return sound;
  }

  @Override
  protected int length() {
    return sound.frames();
  }

  @Override
  protected int hop() {
    return 160;
  }

  @Override
  protected AudioBuffer slice(AudioBuffer input, int from, int to) {
    return input.slice(from, to);
  }

  @Override
  protected void assertSame(List<AudioBuffer> expected, List<AudioBuffer> actual) {
    assertThat(AudioBuffer.concat(actual)).isEqualTo(AudioBuffer.concat(expected));
  }
}
