package org.scanline.audio.separation.net.gtcrn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Stems;
import org.scanline.audio.separation.net.Gradients;
import org.scanline.backbones.stream.Streaming;
import org.scanline.backbones.stream.StreamingContract;

class GtcrnStreamTest extends StreamingContract<AudioBuffer, Stems> {
  private final NDManager manager = NDManager.newBaseManager();
  private final GtcrnNet net = Gtcrns.random(manager);

  @AfterEach
  void release() {
    manager.close();
  }

  @Override
  protected Streaming<AudioBuffer, Stems> open() {
    return net.stream(manager.newSubManager());
  }

  @Override
  protected AudioBuffer input() {
    return Gtcrns.noise(length(), 5);
  }

  @Override
  protected int length() {
    return 5003;
  }

  @Override
  protected int hop() {
    return Gtcrn.HOP;
  }

  @Override
  protected AudioBuffer slice(AudioBuffer input, int from, int to) {
    return input.slice(from, to);
  }

  @Override
  protected void assertSame(List<Stems> expected, List<Stems> actual) {
    Stems whole = Stems.concat(expected);
    Stems cut = Stems.concat(actual);
    for (String name : whole.names()) {
      assertThat(cut.get(name)).isEqualTo(whole.get(name));
    }
  }

  @Test
  void theStreamIsTheWholeNetWhateverTheLength() {
    for (int length : new int[] {1, 2, 3, 255, 256, 257, 511, 512, 513, 767, 769, 5003}) {
      AudioBuffer sound = Gtcrns.noise(length, length);
      float[] whole = Gtcrns.whole(net, sound.channel(0), manager);
      float[] streamed = Gtcrns.streamed(net, sound, manager);
      assertThat(streamed).hasSize(length);
      double[] expected = new double[length];
      for (int i = 0; i < length; i++) {
        expected[i] = whole[i];
      }
      assertThat(AudioGolden.relativeL2(expected, streamed)).as("%d", length).isLessThan(1e-5);
    }
  }

  @Test
  void aSampleIsReturnedOnceItsLookaheadIsThere() {
    try (SeparationStream stream = net.stream(manager.newSubManager())) {
      long returned = 0;
      for (int pushed = 1; pushed <= 2000; pushed++) {
        returned += stream.push(Gtcrns.noise(1, pushed)).frames();
        assertThat(returned).isGreaterThanOrEqualTo(pushed - stream.lookahead());
      }
      assertThat(returned + stream.finish().frames()).isEqualTo(2000);
    }
  }

  @Test
  void speechAndNoiseAddUpToTheSound() {
    AudioBuffer sound = Gtcrns.noise(3001, 2);
    try (SeparationStream stream = net.stream(manager.newSubManager())) {
      Stems stems = Stems.concat(List.of(stream.push(sound), stream.finish()));
      for (int i = 0; i < 3001; i++) {
        float sum =
            stems.get(GtcrnNet.SPEECH).channel(0)[i] + stems.get(GtcrnNet.NOISE).channel(0)[i];
        assertThat(sum).isCloseTo(sound.channel(0)[i], org.assertj.core.data.Offset.offset(1e-6f));
      }
    }
  }

  @Test
  void oneCoreIsMuchFasterThanTheSound() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    AudioBuffer sound = Gtcrns.noise(10 * Gtcrn.SAMPLE_RATE, 1);
    Gtcrns.streamed(net, sound, manager); // warm-up
    long begun = threads.getCurrentThreadCpuTime();
    Gtcrns.streamed(net, sound, manager);
    double share = (threads.getCurrentThreadCpuTime() - begun) / 10e9;
    System.out.printf("GTCRN stream: %.4f s of one core for 1 s of sound%n", share);
    assertThat(share).isLessThan(0.3);
  }

  @Test
  void theGradientIsTheSlopeOfTheLoss() {
    Gtcrn block = new Gtcrn();
    manager.getEngine().setRandomSeed(2);
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
    NDArray x = manager.create(Gtcrns.noise(2000, 4).channel(0), new Shape(1, 2000)).duplicate();
    ParameterStore store = new ParameterStore(manager, false);
    Gradients.check(block, () -> block.apply(store, x, true), manager);
  }
}
