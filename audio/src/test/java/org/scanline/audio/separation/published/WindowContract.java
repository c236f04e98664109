package org.scanline.audio.separation.published;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.Stems;
import org.scanline.backbones.stream.Streaming;
import org.scanline.backbones.stream.StreamingContract;

/** Laws of published nets behind windows; a subclass says which windows. */
abstract class WindowContract extends StreamingContract<AudioBuffer, Stems> {
  static final int RATE = 1000;

  private Separator separator = Toys.separator(framing(), 1);
  private NDManager manager = NDManager.newBaseManager(Device.cpu());

  abstract Framing framing();

  int rate() {
    return RATE;
  }

  int channels() {
    return 2;
  }

  @BeforeEach
  void build() {
    separator = Toys.separator(framing(), 1);
    manager = NDManager.newBaseManager(Device.cpu());
  }

  @AfterEach
  void release() {
    separator.close();
    manager.close();
  }

  static AudioBuffer noise(int rate, int channels, int frames) {
    SplittableRandom random = new SplittableRandom(17);
    float[][] samples = new float[channels][frames];
    for (float[] channel : samples) {
      for (int i = 0; i < frames; i++) {
        channel[i] = (float) (0.1 * random.nextGaussian());
      }
    }
    return AudioBuffer.of(rate, samples);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 49, 99, 100, 101, 149, 150, 151, 199, 201, 1003})
  void stemsHaveTheLengthOfTheSound(int frames) {
    AudioBuffer sound = noise(rate(), channels(), frames);
    Stems stems = Played.through(separator.stream(rate(), channels()), sound, () -> 37);
    assertThat(stems.frames()).isEqualTo(frames);
    assertThat(stems.names()).containsExactly("a", "b");
    for (AudioBuffer stem : stems.all().values()) {
      assertThat(stem.channels()).isEqualTo(channels());
      for (int i = 0; i < frames; i++) {
        assertThat(stem.channel(0)[i]).isFinite();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void theNumberOfThreadsDoesNotChangeTheStems(int threads) {
    AudioBuffer sound = noise(rate(), channels(), 2503);
    Stems alone = Played.through(separator.stream(rate(), channels()), sound, () -> 333);
    try (Separator several = Toys.separator(framing(), threads)) {
      Stems shared = Played.through(several.stream(rate(), channels()), sound, () -> 333);
      for (String name : alone.names()) {
        assertThat(shared.get(name)).isEqualTo(alone.get(name));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whatTheLookaheadPromisesIsThere(int threads) {
    AudioBuffer sound = noise(rate(), channels(), 2503);
    try (Separator several = Toys.separator(framing(), threads);
        SeparationStream stream = several.stream(rate(), channels())) {
      long returned = 0;
      for (int at = 0; at < sound.frames(); at += 7) {
        int end = Math.min(sound.frames(), at + 7);
        returned += stream.push(sound.slice(at, end)).frames();
        assertThat(returned).isGreaterThanOrEqualTo(end - stream.lookahead());
      }
    }
  }

  @Override
  protected Streaming<AudioBuffer, Stems> open() {
    return separator.stream(rate(), channels());
  }

  @Override
  protected AudioBuffer input() {
    return noise(rate(), channels(), length());
  }

  @Override
  protected int length() {
    return 1203;
  }

  @Override
  protected int hop() {
    return 75;
  }

  @Override
  protected AudioBuffer slice(AudioBuffer input, int from, int to) {
    return input.slice(from, to);
  }

  @Override
  protected void assertSame(List<Stems> expected, List<Stems> actual) {
    Stems whole = Stems.concat(expected);
    Stems cut = Stems.concat(actual);
    assertThat(cut.names()).isEqualTo(whole.names());
    Stream<String> names = whole.names().stream();
    assertThat(names).allMatch(name -> cut.get(name).equals(whole.get(name)));
  }
}
