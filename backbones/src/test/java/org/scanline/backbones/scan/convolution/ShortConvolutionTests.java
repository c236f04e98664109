package org.scanline.backbones.scan.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.layer.CausalConvolution;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.weights.Parameters;

/** The convolution in plain Java equals the definition, for any cut and in both kernels. */
class ShortConvolutionTests {
  private static final int CHANNELS = 141; // two spans, the last not full
  private static final int TAPS = 4;
  private static final int BATCH = 2;

  private final NDManager manager = NDManager.newBaseManager();
  private final CausalConvolution definition = new CausalConvolution(CHANNELS, TAPS, true);
  private final long seed = Long.getLong("scanline.seed", System.nanoTime());

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray parameter(String name) {
    if (!definition.isInitialized()) {
      manager.getEngine().setRandomSeed(4);
      definition.initialize(manager, DataType.FLOAT32, new Shape(BATCH, 8, CHANNELS));
    }
    return Objects.requireNonNull(Parameters.named(definition).get(name)).getArray();
  }

  private ScanResult run(NDArray x, NDArray tail) {
    return new ShortConvolution(parameter("weight"), parameter("bias")).run(x, tail);
  }

  private NDArray noise(long... shape) {
    return manager.randomNormal(new Shape(shape));
  }

  private static void assertClose(NDArray actual, NDArray expected) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    assertThat(actual.sub(expected).abs().max().getFloat()).isLessThan(2e-6f);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64, 200})
  void givesWhatTheDefinitionGives(int steps) {
    NDArray wide = noise(BATCH, steps, CHANNELS + 9);
    NDArray tail = noise(BATCH, CHANNELS, TAPS);
    NDArray weight = parameter("weight");
    assertThat(weight.getShape()).isEqualTo(new Shape(CHANNELS, 1, TAPS));
    NDArray x = wide.get(new NDIndex("..., :{}", CHANNELS));
    NDList expected = definition.apply(new ParameterStore(manager, false), x, tail, false);
    ScanResult actual = run(wide, tail);
    assertClose(actual.output(), Activations.silu(expected.get(0)));
    assertThat(actual.state()).isEqualTo(expected.get(1));
  }

  @Test
  void cuttingAnywhereGivesTheSameBits() {
    NDArray x = noise(BATCH, 300, CHANNELS);
    NDArray tail = manager.zeros(new Shape(BATCH, CHANNELS, TAPS));
    ScanResult whole = run(x, tail);
    Random random = new Random(seed);
    for (int from = 0; from < 300; ) {
      int to = Math.min(300, from + random.nextInt(90));
      ScanResult piece = run(x.get(new NDIndex(":, {}:{}", from, to)), tail);
      assertThat(piece.output())
          .as("-Dscanline.seed=%d", seed)
          .isEqualTo(whole.output().get(new NDIndex(":, {}:{}", from, to)));
      tail = piece.state();
      from = to;
    }
    assertThat(tail).isEqualTo(whole.state());
  }

  @Test
  void kernelsAgree() {
    NDArray x = noise(BATCH, 130, CHANNELS);
    NDArray tail = noise(BATCH, CHANNELS, TAPS);
    ScanResult plain =
        new ShortConvolution(parameter("weight"), parameter("bias"), new ScalarTapKernel())
            .run(x, tail);
    assertClose(run(x, tail).output(), plain.output());
  }
}
