package org.scanline.backbones.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.scanline.backbones.stream.Streaming;
import org.scanline.backbones.stream.StreamingContract;

/** A backbone's stream is bit-identical for all cuts. */
class BackboneStreamTests extends StreamingContract<NDArray, NDArray> {
  private static final int LENGTH = 61;
  private final NDManager manager = NDManager.newBaseManager();
  private final Backbone backbone =
      Backbones.filled(new Backbone.Config(3, 24, 3, "1×GLA:1×Mamba2(state=5)"), manager);

  @AfterEach
  void close() {
    manager.close();
  }

  @Override
  protected Streaming<NDArray, NDArray> open() {
    return backbone.stream(manager, 2, hop());
  }

  @Override
  protected int hop() {
    return 8;
  }

  @Override
  protected NDArray input() {
    return Backbones.input(manager, 2, LENGTH, 24);
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

  private static List<Float> joined(List<NDArray> pieces) {
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
