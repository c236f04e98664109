package org.scanline.audio.separation.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scanline.audio.separation.ModelCard;
import org.scanline.audio.separation.SeparationStream;

/** What a stream holds does not grow with what went through it, nor a separator by its streams. */
class ConstantMemoryTest {
  /** Keeping the samples or spectra of a minute would pass this. */
  private static final long SLACK = 1_500_000; // bytes

  @ParameterizedTest
  @CsvSource({"8000, 2", "11025, 1"})
  void eightySecondsHoldNoMoreThanTwenty(int rate, int channels) throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(2);
    try (NDManager weights = NDManager.newBaseManager(Device.cpu());
        NDManager own = NDManager.newBaseManager(Device.cpu())) {
      BandSplitNet net = Nets.random(Nets.SMALL, weights, 8);
      try (SeparationStream stream =
          new FormatAdapter(
              new StereoSeparation(net, own, workers, 2), Nets.SMALL.format(), rate, channels)) {
        long returned = push(stream, rate, channels, 0, 20);
        int arrays = resources(weights) + resources(own);
        long heap = heap();
        returned += push(stream, rate, channels, 20, 80);
        assertThat(resources(weights) + resources(own)).isEqualTo(arrays);
        assertThat(heap() - heap).isLessThan(SLACK);
        assertThat(returned + stream.finish().frames()).isEqualTo(80L * rate);
      }
    } finally {
      workers.shutdown();
    }
  }

  private static long push(SeparationStream stream, int rate, int channels, int from, int to) {
    long returned = 0;
    for (int second = from; second < to; second++) {
      returned += stream.push(Nets.noise(rate, channels, rate, second)).frames();
    }
    return returned;
  }

  @Test
  void aThousandStreamsLeaveNothingBehind() throws Exception {
    ModelCard card = new ModelCard("small", "", "", 8000, List.of("a", "b"), 0, 0, "{}");
    NDManager manager = NDManager.newBaseManager(Device.cpu());
    BandSplitNet net = Nets.random(Nets.SMALL, manager, 8);
    try (BandSplitSeparator separator = new BandSplitSeparator(card, net, manager, 2)) {
      open(separator, 50);
      int arrays = resources(manager);
      long heap = heap();
      open(separator, 1000);
      assertThat(resources(manager)).isEqualTo(arrays);
      assertThat(heap() - heap).isLessThan(SLACK);
    }
  }

  private static void open(BandSplitSeparator separator, int times) {
    for (int i = 0; i < times; i++) {
      int rate = i % 2 == 0 ? 8000 : 16_000;
      int channels = 1 + i % 2;
      try (SeparationStream stream = separator.stream(rate, channels)) {
        if (i % 25 == 0) { // one in its middle, its neighbours before their beginning
          stream.push(Nets.noise(rate, channels, 3000, i));
        }
      }
      assertThatThrownBy(() -> separator.stream(8000, 3))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> separator.stream(7, 2)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Bytes of the heap that are still in use. */
  private static long heap() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(20);
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /** Arrays and managers below a manager, which the engine itself does not tell. */
  private static int resources(NDManager manager) throws ReflectiveOperationException {
    Field field = BaseNDManager.class.getDeclaredField("resources");
    field.setAccessible(true);
    int count = 0;
    for (Object resource : ((Map<?, ?>) field.get(manager)).values()) {
      count += resource instanceof NDManager child ? 1 + resources(child) : 1;
    }
    return count;
  }
}
