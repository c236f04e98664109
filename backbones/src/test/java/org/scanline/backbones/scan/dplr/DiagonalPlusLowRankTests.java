package org.scanline.backbones.scan.dplr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.scanline.backbones.golden.Laws.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.backbones.golden.Laws;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.delta.GatedDeltaRule;

class DiagonalPlusLowRankTests {
  private static final long B = 2;
  private static final long H = 3;
  private final NDManager manager = NDManager.newBaseManager();
  private int seed;

  @BeforeEach
  void seed() {
    seed = Laws.seed(manager, DiagonalPlusLowRankTests.class);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Random inputs as in RWKV-7: a of unit length, b against it with a rate for each channel. */
  private record Inputs(
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray a,
      NDArray b,
      @Nullable NDArray gate,
      NDArray state) {
    ScanResult run(ScanForm form) {
      return DiagonalPlusLowRank.run(form, q, k, v, a, b, gate, state, 0.4f);
    }

    ScanResult run(Kernel kernel) {
      return FusedLowRank.run(kernel, q, k, v, a, b, gate, state, 0.4f, 1);
    }

    NDList leaves() {
      return gate == null
          ? new NDList(q, k, v, a, b, state)
          : new NDList(q, k, v, a, b, state, gate);
    }

    Inputs part(long from, long to, NDArray before) {
      NDIndex span = new NDIndex(":, :, {}:{}", from, to);
      return new Inputs(
          q.get(span),
          k.get(span),
          v.get(span),
          a.get(span),
          b.get(span),
          gate == null ? null : gate.get(span),
          before);
    }
  }

  private Inputs inputs(long steps, long keys, long values, float strength) {
    Shape shape = new Shape(B, H, steps, keys);
    NDArray direction = Activations.unit(manager.randomNormal(shape));
    NDArray gate = manager.randomNormal(shape).abs().mul(-strength).duplicate();
    return new Inputs(
        manager.randomNormal(shape),
        manager.randomNormal(shape),
        manager.randomNormal(new Shape(B, H, steps, values)),
        direction.neg().duplicate(),
        direction.mul(manager.randomUniform(0, 1, shape)).duplicate(),
        strength == 0 ? null : gate,
        manager.randomNormal(new Shape(B, H, keys, values)));
  }

  private static NDList gradients(Inputs inputs, ScanForm form) {
    return Laws.gradients(
        inputs.leaves(),
        leaves -> {
          ScanResult result = inputs.run(form);
          return new NDList(result.output(), result.state());
        });
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 0.3f, 25})
  void allFormsAgreeForAnyLengthChunkAndWidth(float strength) {
    for (long steps : new long[] {0, 1, 3, 31, 97}) {
      for (long width : new long[] {1, 5, 33, 70}) {
        Inputs in = inputs(steps, width, width + 2, strength);
        ScanResult naive = in.run(ScanForm.naive());
        assertClose(in.run(ScanForm.fused()), naive, 1e-5);
        assertClose(in.run(new ScalarKernel()), naive, 1e-5);
        for (int chunk : new int[] {1, 7, 32}) {
          assertClose(in.run(ScanForm.chunked(chunk)), naive, 1e-5);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 0.3f, 25})
  void gradientsOfChunksAreThoseOfSteps(float strength) {
    for (long steps : new long[] {1, 29, 70}) {
      Inputs in = inputs(steps, 5, 7, strength);
      NDList expected = gradients(in, ScanForm.naive());
      NDList actual = gradients(in, ScanForm.chunked(16));
      for (int i = 0; i < expected.size(); i++) {
        assertClose("gradient " + i, actual.get(i), expected.get(i), 2e-5);
      }
    }
  }

  @Test
  void withOneRateForAllChannelsItIsTheDeltaRule() {
    Inputs in = inputs(53, 6, 7, 0);
    NDArray beta = manager.randomUniform(0, 2, new Shape(B, H, 53));
    NDArray k = in.a().neg();
    NDArray strong = k.mul(beta.expandDims(3));
    for (ScanForm form : List.of(ScanForm.naive(), ScanForm.chunked(16), ScanForm.fused())) {
      ScanResult delta = GatedDeltaRule.run(form, in.q(), k, in.v(), beta, null, in.state(), 0.4f);
      ScanResult ours =
          DiagonalPlusLowRank.run(
              form, in.q(), strong, in.v(), in.a(), strong, null, in.state(), 0.4f);
      assertClose(ours, delta, 1e-5);
    }
  }

  @Test
  void carryingTheStateOverRandomCutsChangesNothing() {
    Random random = new Random(seed);
    Inputs in = inputs(83, 6, 5, 0.5f);
    for (ScanForm form : List.of(ScanForm.naive(), ScanForm.chunked(13), ScanForm.fused())) {
      NDList outputs = new NDList();
      NDArray state = in.state();
      for (long from = 0; from < 83; ) {
        long to = Math.min(83, from + random.nextInt(30));
        ScanResult part = in.part(from, to, state).run(form);
        outputs.add(part.output());
        state = part.state();
        from = to;
      }
      assertClose(new ScanResult(NDArrays.concat(outputs, 2), state), in.run(form), 1e-5);
    }
  }

  @Test
  void theNumberOfThreadsDoesNotChangeTheBits() {
    Inputs in = inputs(133, 33, 70, 0.3f);
    ScanResult one = in.run(ScanForm.fused(1));
    for (int threads : new int[] {2, 3, 16}) {
      ScanResult more = in.run(ScanForm.fused(threads));
      assertThat(more.output().toFloatArray()).isEqualTo(one.output().toFloatArray());
      assertThat(more.state().toFloatArray()).isEqualTo(one.state().toFloatArray());
    }
  }

  @Test
  void withAndWithoutTheVectorApiResultsAgree() {
    Inputs in = inputs(133, 16, 24, 0.3f);
    assertClose(in.run(new ScalarKernel()), in.run(Kernel.fastest()), 1e-6);
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    Inputs in = inputs(9, 5, 7, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                DiagonalPlusLowRank.run(
                    ScanForm.fused(), in.q(), in.k(), in.v(), in.v(), in.b(), null, null, 1))
        .withMessageContaining("a must be");
  }
}
