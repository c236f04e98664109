package org.scanline.audio.spectrum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.Sounds;
import org.scanline.backbones.stream.Streaming;
import org.scanline.backbones.stream.StreamingContract;

class IstftContractTest extends StreamingContract<Spectrogram, AudioBuffer> {
  private static final Stft STFT = new Stft(256, 64);

  private final Spectrogram spectra = spectra();

  private static Spectrogram spectra() {
    try (StftStream stream = new StftStream(STFT, 44_100, 2)) {
      AudioBuffer sound = Sounds.noise(33, 44_100, 2, 20_003, 1);
      return StftTest.join(List.of(stream.push(sound), stream.finish()));
    }
  }

  @Override
  protected Streaming<Spectrogram, AudioBuffer> open() {
    return new IstftStream(STFT, 44_100, 2);
  }

  @Override
  protected Spectrogram input() {
    return spectra;
  }

  @Override
  protected int length() {
    return spectra.frames();
  }

  @Override
  protected int hop() {
    return 4;
  }

  @Override
  protected Spectrogram slice(Spectrogram input, int from, int to) {
    return input.slice(from, to);
  }

  @Override
  protected void assertSame(List<AudioBuffer> expected, List<AudioBuffer> actual) {
    assertThat(AudioBuffer.concat(actual)).isEqualTo(AudioBuffer.concat(expected));
  }
}
