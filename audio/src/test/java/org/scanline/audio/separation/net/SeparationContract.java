package org.scanline.audio.separation.net;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.Stems;
import org.scanline.backbones.stream.Streaming;
import org.scanline.backbones.stream.StreamingContract;

/** Stems are bit for bit the same however the sound is cut. */
abstract class SeparationContract extends StreamingContract<AudioBuffer, Stems> {
  private NDManager manager = NDManager.newBaseManager(Device.cpu());
  private BandSplitNet net = Nets.random(Nets.SMALL, manager, 3);

  abstract int rate();

  abstract int channels();

  @BeforeEach
  void build() {
    manager = NDManager.newBaseManager(Device.cpu());
    net = Nets.random(Nets.SMALL, manager, 3);
  }

  @AfterEach
  void release() {
    manager.close();
  }

  @Override
  protected Streaming<AudioBuffer, Stems> open() {
    return Nets.stream(net, rate(), channels());
  }

  @Override
  protected AudioBuffer input() {
    return Nets.noise(rate(), channels(), length(), 11);
  }

  @Override
  protected int length() {
    return 5003;
  }

  @Override
  protected int hop() {
    return Nets.SMALL.hop();
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
    for (String name : whole.names()) {
      assertThat(cut.get(name)).isEqualTo(whole.get(name));
    }
  }
}
