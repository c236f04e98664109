package org.scanline.backbones.mixer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.golden.LiveObjects;
import org.scanline.backbones.stream.Streaming;
import org.scanline.backbones.stream.StreamingContract;

/** A mixer's stream is bit-identical for all cuts, and leaves nothing behind. */
abstract class MixerStreamContract extends StreamingContract<NDArray, NDArray> {
  private static final int LENGTH = 131;
  private NDManager manager = NDManager.newBaseManager();
  private Mixer mixer = make();

  abstract Mixer make();

  @BeforeEach
  void initialize() {
    manager.close();
    manager = NDManager.newBaseManager();
    manager.getEngine().setRandomSeed(20261122);
    mixer = make();
    mixer.initialize(manager, DataType.FLOAT32, new Shape(2, LENGTH, mixer.width()));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Override
  protected Streaming<NDArray, NDArray> open() {
    return new MixerStream(mixer, manager, 2, hop());
  }

  @Override
  protected int hop() {
    return 16;
  }

  @Override
  protected NDArray input() {
    return manager
        .arange(2 * LENGTH * (int) mixer.width())
        .toType(DataType.FLOAT32, false)
        .mul(0.37)
        .sin()
        .reshape(2, LENGTH, mixer.width());
  }

  @Override
  protected int length() {
    return LENGTH;
  }

  @Override
  protected NDArray slice(NDArray input, int from, int to) {
    return input.get(new NDIndex(":, {}:{}", from, to));
  }

  @Override
  protected void assertSame(List<NDArray> expected, List<NDArray> actual) {
    assertThat(joined(actual)).isEqualTo(joined(expected));
  }

  @Test
  void aThousandStreamsLeaveNothingBehind() throws JMException {
    NDArray x = manager.ones(new Shape(1, 2, mixer.width()));
    cycles(x, 10);
    LiveObjects before = LiveObjects.count();
    cycles(x, 1000);
    assertThat(LiveObjects.count()).isEqualTo(before);
    assertThat(before.arrays()).isPositive();
  }

  private void cycles(NDArray x, int times) {
    for (int i = 0; i < times; i++) {
      try (MixerStream stream = new MixerStream(mixer, manager, 1, 2)) {
        stream.push(x).close();
        stream.finish().close();
      }
    }
  }

  private List<Float> joined(List<NDArray> pieces) {
    List<Float> bits = new ArrayList<>();
    for (long sequence = 0; sequence < 2; sequence++) {
      for (NDArray piece : pieces) {
        for (float value : piece.get(sequence).toFloatArray()) {
          bits.add(value);
        }
      }
    }
    return bits;
  }
}
