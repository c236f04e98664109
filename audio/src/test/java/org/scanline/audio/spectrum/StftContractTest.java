package org.scanline.audio.spectrum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.Sounds;
import org.scanline.backbones.stream.Streaming;
import org.scanline.backbones.stream.StreamingContract;

class StftContractTest extends StreamingContract<AudioBuffer, Spectrogram> {
  private final AudioBuffer sound = Sounds.noise(32, 44_100, 2, 5003, 1);

  @Override
  protected Streaming<AudioBuffer, Spectrogram> open() {
    return new StftStream(new Stft(512, 128), 44_100, 2);
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
    return 128;
  }

  @Override
  protected AudioBuffer slice(AudioBuffer input, int from, int to) {
    return input.slice(from, to);
  }

  @Override
  protected void assertSame(List<Spectrogram> expected, List<Spectrogram> actual) {
    assertThat(StftTest.join(actual)).isEqualTo(StftTest.join(expected));
  }
}
