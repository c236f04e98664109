package org.scanline.audio.separation.net;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Stems;
import org.scanline.backbones.scan.ScanForm;

class SeparationLawsTest {
  private NDManager manager = NDManager.newBaseManager(Device.cpu());
  private BandSplitNet net = Nets.random(Nets.SMALL, manager, 5);

  @BeforeEach
  void build() {
    manager = NDManager.newBaseManager(Device.cpu());
    net = Nets.random(Nets.SMALL, manager, 5);
  }

  @AfterEach
  void release() {
    manager.close();
  }

  @Test
  void stemsAddUpToTheMixtureAndKeepItsLength() {
    for (int[] format : new int[][] {{8000, 2}, {8000, 1}, {44100, 2}, {6000, 1}}) {
      AudioBuffer sound = Nets.noise(format[0], format[1], 9001, 1);
      Stems stems = Nets.separate(net, sound, 777);
      assertThat(stems.frames()).isEqualTo(sound.frames());
      for (int c = 0; c < format[1]; c++) {
        for (int i = 0; i < sound.frames(); i++) {
          float sum = 0;
          for (AudioBuffer stem : stems.all().values()) {
            sum += stem.channel(c)[i];
          }
          assertThat(Math.abs(sum - sound.channel(c)[i])).isLessThan(3e-6f);
        }
      }
    }
  }

  @Test
  void theMasksAreNotEqualShares() {
    AudioBuffer sound = Nets.noise(8000, 2, 6000, 2);
    Stems stems = Nets.separate(net, sound, 6000);
    double difference = 0;
    for (int i = 0; i < 6000; i++) {
      difference += Math.abs(stems.get("vocals").channel(0)[i] - sound.channel(0)[i] / 3);
    }
    assertThat(difference / 6000).isGreaterThan(1e-3);
  }

  @Test
  void aGainOnTheSoundIsTheSameGainOnTheStems() {
    AudioBuffer sound = Nets.noise(8000, 2, 6000, 3);
    Stems reference = Nets.separate(net, sound, 6000);
    for (float gain : new float[] {0.001f, 0.1f, 8}) {
      float[][] louder = new float[2][6000];
      for (int c = 0; c < 2; c++) {
        for (int i = 0; i < 6000; i++) {
          louder[c][i] = gain * sound.channel(c)[i];
        }
      }
      Stems scaled = Nets.separate(net, AudioBuffer.of(8000, louder), 6000);
      for (String name : reference.names()) {
        for (int i = 0; i < 6000; i++) {
          float wanted = gain * reference.get(name).channel(1)[i];
          assertThat(Math.abs(scaled.get(name).channel(1)[i] - wanted)).isLessThan(gain * 1e-4f);
        }
      }
    }
  }

  @Test
  void silenceStaysSilent() {
    Stems stems = Nets.separate(net, AudioBuffer.silence(8000, 2, 5000), 640);
    for (AudioBuffer stem : stems.all().values()) {
      assertThat(stem).isEqualTo(AudioBuffer.silence(8000, 2, 5000));
    }
  }

  @Test
  void whatComesAfterTheLookaheadDoesNotMatter() {
    AudioBuffer sound = Nets.noise(8000, 2, 9000, 4);
    int lookahead = Math.toIntExact(Nets.SMALL.lookahead());
    int known = 2000 + lookahead;
    AudioBuffer other = sound.slice(0, known).concat(Nets.noise(8000, 2, 9000 - known, 99));
    Stems first = Nets.separate(net, sound, 9000);
    Stems second = Nets.separate(net, other, 9000);
    for (String name : first.names()) {
      assertThat(second.get(name).slice(0, 2000)).isEqualTo(first.get(name).slice(0, 2000));
      assertThat(second.get(name)).isNotEqualTo(first.get(name));
    }
  }

  @Test
  void aStreamReturnsWhatItsLookaheadPromises() {
    try (SeparationStream stream = Nets.stream(net, 8000, 2)) {
      int returned = 0;
      for (int pushed = 0; pushed < 8000; pushed += 50) {
        returned += stream.push(Nets.noise(8000, 2, 50, pushed)).frames();
        assertThat((long) returned).isGreaterThanOrEqualTo(pushed + 50 - stream.lookahead());
      }
    }
  }

  @Test
  void theLookaheadOfTheMusicNetIsUnderASecond() {
    BandSplitConfig music = BandSplitConfig.music();
    assertThat(music.lookahead()).isLessThanOrEqualTo(music.sampleRate());
  }

  @Test
  void wholeSegmentsAndStreamsAgree() {
    int frames = 53;
    int bins = Nets.SMALL.bins();
    NDArray spectrum = manager.randomNormal(new Shape(1, frames, bins, 4));
    NDArray level = manager.ones(new Shape(1, frames, 1, 1));
    float[] whole = net.masks(net.encode(spectrum, level)).toFloatArray();
    BandSplitNet.State state = new BandSplitNet.State(net, ScanForm.fused());
    float[] streamed = new float[0];
    for (int at = 0; at < frames; at += 7) {
      String range = ":, " + at + ":" + Math.min(frames, at + 7);
      boolean last = at + 7 >= frames;
      NDArray encoded = net.advance(spectrum.get(range), level.get(range), state, last);
      if (encoded != null) {
        float[] masks = net.masks(encoded).toFloatArray();
        int before = streamed.length;
        streamed = Arrays.copyOf(streamed, before + masks.length);
        System.arraycopy(masks, 0, streamed, before, masks.length);
      }
    }
    assertThat(streamed).hasSameSizeAs(whole);
    for (int i = 0; i < whole.length; i++) {
      assertThat(Math.abs(streamed[i] - whole[i])).isLessThan(2e-5f);
    }
  }

  @Test
  void streamsOfOneNetDoNotDisturbEachOther() throws Exception {
    ExecutorService users = Executors.newFixedThreadPool(3);
    try {
      List<Future<Stems>> beside = new ArrayList<>();
      for (int u = 0; u < 6; u++) {
        AudioBuffer sound = Nets.noise(8000, 2, 12_007, u);
        beside.add(users.submit(() -> Nets.separate(net, sound, 1501)));
      }
      for (int u = 0; u < 6; u++) {
        Stems alone = Nets.separate(net, Nets.noise(8000, 2, 12_007, u), 1501);
        assertThat(beside.get(u).get().all()).isEqualTo(alone.all());
      }
    } finally {
      users.shutdown();
    }
  }

  @Test
  void nothingAndASingleSampleComeBackAsLong() {
    for (int rate : new int[] {8000, 44_100}) {
      for (int channels = 1; channels <= 2; channels++) {
        for (int frames : new int[] {0, 1, 2}) {
          AudioBuffer sound = Nets.noise(rate, channels, frames, 9);
          assertThat(Nets.separate(net, sound, 1).frames()).isEqualTo(frames);
        }
      }
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBytes() {
    BandSplitNet music = Nets.random(BandSplitConfig.music(), manager, 6);
    ExecutorService workers = Executors.newFixedThreadPool(3);
    try {
      for (int frames : new int[] {700, 44_101, 99_991}) {
        AudioBuffer sound = Nets.noise(44100, 2, frames, 7);
        Stems one = Nets.separate(music, sound, 44100);
        Stems more = Nets.separate(music, sound, 44100, workers, 4);
        for (String name : one.names()) {
          assertThat(more.get(name)).isEqualTo(one.get(name));
        }
      }
    } finally {
      workers.shutdown();
    }
  }
}
