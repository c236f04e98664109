package org.scanline.backbones.scan.outer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.scanline.backbones.golden.Laws.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.scanline.backbones.golden.Laws;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

class GatedOuterProductTests {
  private static final long B = 2;
  private static final long H = 3;
  private static final long K = 5;
  private static final long V = 7;
  private final NDManager manager = NDManager.newBaseManager();

  @BeforeEach
  void seed() {
    Laws.seed(manager, GatedOuterProductTests.class);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Random inputs: q, k, v, state, gate, bonus. */
  private record Inputs(
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray state,
      @Nullable NDArray gate,
      @Nullable NDArray bonus) {

    ScanResult run(ScanForm form) {
      return GatedOuterProduct.run(form, q, k, v, gate, bonus, state, 0.4f);
    }

    NDList leaves() {
      NDList leaves = new NDList(q, k, v, state);
      Stream.of(gate, bonus).filter(Objects::nonNull).forEach(leaves::add);
      return leaves;
    }

    Inputs with(@Nullable NDArray otherBonus) {
      return new Inputs(q, k, v, state, gate, otherBonus);
    }

    Inputs precise() {
      return new Inputs(
          q.toType(DataType.FLOAT64, true),
          k.toType(DataType.FLOAT64, true),
          v.toType(DataType.FLOAT64, true),
          state.toType(DataType.FLOAT64, true),
          gate == null ? null : gate.toType(DataType.FLOAT64, true),
          bonus == null ? null : bonus.toType(DataType.FLOAT64, true));
    }
  }

  private Inputs inputs(long steps, OuterProductShape.Gate gate, float strength) {
    return new Inputs(
        manager.randomNormal(new Shape(B, H, steps, K)),
        manager.randomNormal(new Shape(B, H, steps, K)),
        manager.randomNormal(new Shape(B, H, steps, V)),
        manager.randomNormal(new Shape(B, H, K, V)),
        gate(steps, gate, strength),
        null);
  }

  private @Nullable NDArray gate(long steps, OuterProductShape.Gate gate, float strength) {
    Shape shape =
        switch (gate) {
          case NONE -> null;
          case CONSTANT -> new Shape(H);
          case SCALAR -> new Shape(B, H, steps);
          case DIAGONAL -> new Shape(B, H, steps, K);
        };
    return shape == null ? null : manager.randomNormal(shape).abs().mul(-strength).duplicate();
  }

  private static NDList gradients(Inputs inputs, ScanForm form) {
    return Laws.gradients(
        inputs.leaves(),
        leaves -> {
          ScanResult result = inputs.run(form);
          return new NDList(result.output(), result.state());
        });
  }

  private Inputs sometimesWithBonus(Inputs in) {
    boolean with = manager.randomUniform(0, 1, new Shape(1)).getFloat() < 0.5;
    return in.with(with ? manager.randomNormal(new Shape(H, K)) : null);
  }

  @ParameterizedTest
  @EnumSource(OuterProductShape.Gate.class)
  void allFormsAgreeForAnyLengthChunkAndStrength(OuterProductShape.Gate gate) {
    for (long steps : new long[] {0, 1, 2, 31, 97}) {
      for (float strength : new float[] {0.05f, 1, 25}) {
        Inputs in = sometimesWithBonus(inputs(steps, gate, strength));
        ScanResult naive = in.run(ScanForm.naive());
        List<ScanForm> others = new ArrayList<>(List.of(ScanForm.fused()));
        for (int chunk : new int[] {1, 2, 7, 32, 1000}) {
          others.add(ScanForm.chunked(chunk));
        }
        for (ScanForm other : others) {
          ScanResult result = in.run(other);
          assertClose("output", result.output(), naive.output(), 5e-6);
          assertClose("state", result.state(), naive.state(), 5e-6);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(OuterProductShape.Gate.class)
  void gradientsOfChunksAreThoseOfSteps(OuterProductShape.Gate gate) {
    for (long steps : new long[] {1, 29, 70}) {
      for (float strength : new float[] {0.05f, 25}) {
        Inputs in = sometimesWithBonus(inputs(steps, gate, strength));
        NDList expected = gradients(in.precise(), ScanForm.naive());
        NDList actual = gradients(in, ScanForm.chunked(16));
        for (int i = 0; i < expected.size(); i++) {
          NDArray exact = expected.get(i).toType(DataType.FLOAT32, true);
          if (i == 4 && gate == OuterProductShape.Gate.CONSTANT) {
            double worst = actual.get(i).sub(exact).abs().max().getFloat();
            assertThat(worst).isLessThan(2e-5 * termsOfConstantGates(in));
          } else {
            assertClose("gradient " + i, actual.get(i), exact, 2e-5);
          }
        }
      }
    }
  }

  /**
   * The gradient of a constant gate is one number for a head, the sum over all steps of the
   * gradients of gates of their own, which may cancel down to a hundredth; rounding goes with their
   * sizes. Returns the largest sum of sizes.
   */
  private static double termsOfConstantGates(Inputs in) {
    Inputs exact = in.precise();
    Shape steps = exact.q().getShape().slice(0, 3);
    NDArray gate = Objects.requireNonNull(exact.gate()).reshape(1, H, 1).broadcast(steps);
    Inputs own =
        new Inputs(exact.q(), exact.k(), exact.v(), exact.state(), gate.duplicate(), exact.bonus());
    NDArray terms = gradients(own, ScanForm.naive()).get(4);
    return terms.abs().sum(new int[] {2}).sum(new int[] {0}).max().getDouble();
  }

  /** Collects garbage, then takes memory of the same size and fills it with NaN. */
  private void overwriteWhatJavaFreed(int floats) {
    float[] poison = new float[floats];
    Arrays.fill(poison, Float.NaN);
    for (int i = 0; i < 5; i++) {
      System.gc();
      LockSupport.parkNanos(20_000_000);
      for (int j = 0; j < 20; j++) {
        manager.create(poison);
      }
    }
  }

  @Test
  void gradientsSurviveGarbageCollection() {
    Inputs in = inputs(50, OuterProductShape.Gate.SCALAR, 0.1f);
    NDList expected = gradients(in, ScanForm.naive());
    NDList actual =
        Laws.gradients(
            in.leaves(),
            leaves -> {
              ScanResult result = in.run(ScanForm.chunked(25));
              overwriteWhatJavaFreed(25 * 25 * 25);
              return new NDList(result.output(), result.state());
            });
    for (int i = 0; i < expected.size(); i++) {
      assertClose("gradient " + i, actual.get(i), expected.get(i), 2e-5);
    }
  }

  @ParameterizedTest
  @EnumSource(OuterProductShape.Gate.class)
  void carryingTheStateOverACutChangesNothing(OuterProductShape.Gate gate) {
    Inputs in = sometimesWithBonus(inputs(83, gate, 1));
    for (ScanForm form : List.of(ScanForm.naive(), ScanForm.chunked(13), ScanForm.fused())) {
      ScanResult whole = in.run(form);
      ScanResult first = part(in, 0, 38).run(form);
      Inputs rest = part(in, 38, 83);
      ScanResult second =
          new Inputs(rest.q(), rest.k(), rest.v(), first.state(), rest.gate(), rest.bonus())
              .run(form);
      NDArray joined = NDArrays.concat(new NDList(first.output(), second.output()), 2);
      assertClose("output", joined, whole.output(), 5e-6);
      assertClose("state", second.state(), whole.state(), 5e-6);
    }
  }

  private static Inputs part(Inputs in, long from, long to) {
    NDIndex span = new NDIndex(":, :, {}:{}", from, to);
    NDArray gate = in.gate();
    NDArray cut = gate == null || gate.getShape().dimension() == 1 ? gate : gate.get(span);
    return new Inputs(
        in.q().get(span), in.k().get(span), in.v().get(span), in.state(), cut, in.bonus());
  }

  @Test
  void hardResetsForgetEverythingBefore() {
    Inputs in = inputs(40, OuterProductShape.Gate.SCALAR, 0.1f);
    float[] gates = new float[(int) (B * H * 40)];
    for (int i = 0; i < gates.length; i++) {
      gates[i] = i % 40 == 20 ? Float.NEGATIVE_INFINITY : -0.1f;
    }
    NDArray reset = manager.create(gates, new Shape(B, H, 40));
    Inputs withReset = new Inputs(in.q(), in.k(), in.v(), in.state(), reset, null);
    ScanResult naive = withReset.run(ScanForm.naive());
    for (ScanForm form : List.of(ScanForm.chunked(16), ScanForm.fused())) {
      assertClose("output", withReset.run(form).output(), naive.output(), 5e-6);
    }
  }

  @Test
  void arraysWithGapsAreReadRightly() {
    Inputs in = inputs(23, OuterProductShape.Gate.SCALAR, 0.3f);
    ScanResult expected = in.run(ScanForm.fused());
    NDArray swapped = in.q().transpose(0, 2, 1, 3).duplicate().transpose(0, 2, 1, 3);
    NDArray wide = in.v().concat(in.v().mul(Float.NaN), 3).get(new NDIndex(":, :, :, :{}", V));
    Inputs views = new Inputs(swapped, in.k(), wide, in.state(), in.gate(), null);
    assertThat(views.run(ScanForm.fused()).output()).isEqualTo(expected.output());
  }

  @ParameterizedTest
  @EnumSource(OuterProductShape.Gate.class)
  void aBonusOfZeroReadsTheStateBefore(OuterProductShape.Gate gate) {
    Inputs in = inputs(37, gate, 0.5f).with(manager.zeros(new Shape(H, K)));
    for (ScanForm form : List.of(ScanForm.naive(), ScanForm.chunked(16), ScanForm.fused())) {
      Inputs earlier = part(in, 0, 36);
      NDArray before = earlier.with(null).run(form).state();
      NDArray last = in.q().get(new NDIndex(":, :, 36:")).matMul(before).mul(0.4f);
      NDArray output = in.run(form).output().get(new NDIndex(":, :, 36:"));
      assertClose("output", output, last, 5e-6);
    }
  }

  @ParameterizedTest
  @EnumSource(OuterProductShape.Gate.class)
  void anyNumberOfPartsGivesTheSerialResult(OuterProductShape.Gate gate) {
    for (long steps : new long[] {0, 1, 3, 50}) {
      Inputs in = inputs(steps, gate, 0.5f);
      for (ScanForm form : List.of(ScanForm.naive(), ScanForm.chunked(16), ScanForm.fused())) {
        ScanResult serial = in.run(form);
        for (int parts : new int[] {1, 2, 7}) {
          SequenceParallel.Result result =
              new SequenceParallel(parts)
                  .run(form, in.q(), in.k(), in.v(), in.gate(), in.state(), 0.4f);
          assertClose("output", result.output(), serial.output(), 5e-6);
          assertClose("state", result.state(), serial.state(), 5e-6);
        }
      }
    }
  }

  @Test
  void aThousandRunsLeaveNothingBehind() {
    Inputs in = inputs(9, OuterProductShape.Gate.DIAGONAL, 1);
    List<ScanForm> forms = List.of(ScanForm.fused(), ScanForm.chunked(4));
    int before = manager.getManagedArrays().size();
    for (int i = 0; i < 1000; i++) {
      ScanResult result = in.run(forms.get(i % 2));
      result.output().close();
      result.state().close();
    }
    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  @Test
  void noStateIsAStateOfZeros() {
    Inputs in = inputs(19, OuterProductShape.Gate.DIAGONAL, 1);
    NDArray zeros = manager.zeros(in.state().getShape());
    for (ScanForm form : List.of(ScanForm.naive(), ScanForm.chunked(4), ScanForm.fused())) {
      ScanResult none = GatedOuterProduct.run(form, in.q(), in.k(), in.v(), in.gate(), null, 1);
      ScanResult zero = GatedOuterProduct.run(form, in.q(), in.k(), in.v(), in.gate(), zeros, 1);
      assertThat(none.output()).isEqualTo(zero.output());
      assertThat(none.state()).isEqualTo(zero.state());
    }
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    Inputs in = inputs(9, OuterProductShape.Gate.SCALAR, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> GatedOuterProduct.run(ScanForm.naive(), in.q(), in.v(), in.v(), null, null, 1))
        .withMessageContaining("q must be");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                GatedOuterProduct.run(
                    ScanForm.chunked(8), in.q(), in.k(), in.v(), in.state(), null, 1))
        .withMessageContaining("logGate must be");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScanForm.chunked(0))
        .withMessageContaining("chunk=0");
  }
}
