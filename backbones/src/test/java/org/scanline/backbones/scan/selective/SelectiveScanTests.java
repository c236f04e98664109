package org.scanline.backbones.scan.selective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.numeric.Axes;

class SelectiveScanTests {
  private static final long B = 2;
  private static final long D = 21; // not a multiple of any vector
  private static final long N = 3;
  private final NDManager manager = NDManager.newBaseManager();
  private int seed;

  @BeforeEach
  void seed() {
    seed = Integer.getInteger("scanline.seed", (int) System.nanoTime());
    System.getLogger(SelectiveScanTests.class.getName())
        .log(System.Logger.Level.INFO, "-Dscanline.seed={0}", Integer.toString(seed));
    manager.getEngine().setRandomSeed(seed);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private record Inputs(
      SelectiveScan scan,
      NDArray u,
      NDArray delta,
      NDArray b,
      NDArray c,
      @Nullable NDArray z,
      @Nullable NDArray state) {
    ScanResult run(ScanForm form) {
      return scan.run(form, u, delta, b, c, z, state);
    }

    ScanResult runByStep(ScanForm form) {
      boolean grouped = b.getShape().dimension() == 4;
      return scan.runByStep(
          form,
          u.transpose(0, 2, 1),
          delta.transpose(0, 2, 1),
          grouped ? b.transpose(0, 3, 1, 2) : b.transpose(0, 2, 1),
          grouped ? c.transpose(0, 3, 1, 2) : c.transpose(0, 2, 1),
          z == null ? null : z.transpose(0, 2, 1),
          state);
    }

    Inputs span(long from, long to, @Nullable NDArray before) {
      NDIndex cut = new NDIndex("..., {}:{}", from, to);
      NDArray gates = z == null ? null : z.get(cut);
      return new Inputs(scan, u.get(cut), delta.get(cut), b.get(cut), c.get(cut), gates, before);
    }

    NDList leaves() {
      return new NDList(
          Stream.of(u, delta, b, c, z, state, scan.a(), scan.direct(), scan.bias())
              .filter(Objects::nonNull)
              .toList());
    }
  }

  /** All parts there, in three groups. */
  private Inputs full(long steps, boolean signed) {
    SelectiveScan scan =
        new SelectiveScan(rates(), normal(D), normal(D).sub(1).duplicate(), signed);
    return new Inputs(
        scan,
        normal(B, D, steps),
        normal(B, D, steps),
        normal(B, 3, N, steps),
        normal(B, 3, N, steps),
        normal(B, D, steps),
        normal(B, D, N));
  }

  /** Only what must be there. */
  private Inputs plain(long steps, boolean signed) {
    SelectiveScan scan = new SelectiveScan(rates(), null, null, signed);
    NDArray delta = normal(B, D, steps).abs().duplicate();
    return new Inputs(
        scan, normal(B, D, steps), delta, normal(B, N, steps), normal(B, N, steps), null, null);
  }

  private NDArray rates() {
    return normal(D, N).abs().neg().duplicate();
  }

  private NDArray normal(long... shape) {
    return manager.randomNormal(new Shape(shape));
  }

  private static void assertClose(String what, NDArray actual, NDArray expected, double within) {
    assertThat(actual.getShape()).as(what).isEqualTo(expected.getShape());
    if (expected.size() > 0) {
      double worst = actual.sub(expected).abs().max().getFloat();
      assertThat(worst)
          .as(what)
          .isLessThanOrEqualTo(within * expected.abs().max().getFloat() + 1e-28);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allFormsAgreeForAnyLengthAndChunk(boolean signed) {
    for (long steps : new long[] {0, 1, 2, 63, 64, 131}) {
      for (Inputs in : List.of(full(steps, signed), plain(steps, signed))) {
        ScanResult naive = in.run(ScanForm.naive());
        List<ScanForm> forms = new ArrayList<>(List.of(ScanForm.fused()));
        for (int chunk : new int[] {1, 2, 7, 64, 1000}) {
          forms.add(ScanForm.chunked(chunk));
        }
        for (ScanForm form : forms) {
          String what = form + " of " + steps;
          assertClose(what, in.run(form).output(), naive.output(), 5e-6);
          assertClose(what, in.run(form).state(), naive.state(), 5e-6);
          ScanResult byStep = in.runByStep(form);
          assertClose(what, byStep.output().transpose(0, 2, 1), naive.output(), 5e-6);
          assertClose(what, byStep.state(), naive.state(), 5e-6);
        }
      }
    }
  }

  private static List<NDArray> gradients(Inputs in, ScanForm form) {
    NDList leaves = in.leaves();
    leaves.forEach(leaf -> leaf.setRequiresGradient(true));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      ScanResult result = in.run(form);
      collector.backward(result.output().sin().sum().add(result.state().cos().sum()));
      List<NDArray> found = new ArrayList<>();
      leaves.forEach(leaf -> found.add(leaf.getGradient().duplicate()));
      collector.zeroGradients();
      return found;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gradientsOfChunksAreThoseOfSteps(boolean signed) {
    for (long steps : new long[] {1, 16, 37}) {
      for (Inputs in : List.of(full(steps, signed), plain(steps, signed))) {
        List<NDArray> expected = gradients(in, ScanForm.naive());
        for (int chunk : new int[] {1, 16, 64}) {
          List<NDArray> actual = gradients(in, ScanForm.chunked(chunk));
          for (int i = 0; i < expected.size(); i++) {
            assertClose("gradient " + i + " by " + chunk, actual.get(i), expected.get(i), 3e-5);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cuttingAnywhereGivesTheSameBits(boolean signed) {
    Inputs in = full(200, signed);
    ScanResult whole = in.run(ScanForm.fused(2));
    Random random = new Random(seed);
    NDArray state = in.state();
    for (int from = 0; from < 200; ) {
      int to = Math.min(200, from + random.nextInt(90));
      ScanResult piece = in.span(from, to, state).run(ScanForm.fused(1));
      assertThat(piece.output()).isEqualTo(whole.output().get(new NDIndex("..., {}:{}", from, to)));
      state = piece.state();
      from = to;
    }
    assertThat(state).isEqualTo(whole.state());
  }

  @Test
  void threadsNeverReachTheBits() {
    SelectiveScan scan = new SelectiveScan(normal(300, 16).abs().neg(), null, null, false);
    NDArray u = normal(2, 50, 300);
    NDArray delta = normal(2, 50, 300).abs();
    NDArray b = normal(2, 50, 16);
    ScanResult one = scan.runByStep(ScanForm.fused(1), u, delta, b, b, null, null);
    for (int threads : new int[] {2, 3, 8}) {
      ScanResult more = scan.runByStep(ScanForm.fused(threads), u, delta, b, b, null, null);
      assertThat(more.output()).isEqualTo(one.output());
      assertThat(more.state()).isEqualTo(one.state());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void kernelsAgree(boolean signed) {
    Inputs in = full(140, signed);
    SelectiveInputs inputs =
        new SelectiveInputs(Axes.TIME_LAST, in.u(), in.delta(), in.b(), in.c(), in.z(), in.state());
    SelectiveShape shape = inputs.check(in.scan());
    ScanResult plain = FusedSelectiveScan.run(in.scan(), inputs, shape, 1, new ScalarKernel());
    assertClose("output", in.run(ScanForm.fused()).output(), plain.output(), 1e-6);
    assertClose("state", in.run(ScanForm.fused()).state(), plain.state(), 1e-6);
  }

  @Test
  void whatLiesAroundTheArraysIsNeverRead() {
    Inputs in = full(70, false);
    NDArray poison = manager.full(new Shape(B, D, 70), Float.NaN);
    NDArray wide = in.u().concat(poison, 2).get(new NDIndex("..., :70"));
    NDArray tall = Objects.requireNonNull(in.z()).concat(poison, 1).get(new NDIndex(":, :{}", D));
    Inputs views = new Inputs(in.scan(), wide, in.delta(), in.b(), in.c(), tall, in.state());
    assertThat(views.run(ScanForm.fused()).output()).isEqualTo(in.run(ScanForm.fused()).output());
  }

  @Test
  void aChannelThatIsNoNumberSpoilsNoOther() {
    Inputs in = full(70, false);
    NDArray expected = in.run(ScanForm.fused()).output().duplicate();
    in.u().set(new NDIndex(":, 4"), Float.NaN);
    in.scan().a().set(new NDIndex("7, 1"), -Float.NaN);
    NDArray actual = in.run(ScanForm.fused()).output();
    for (int channel = 0; channel < D; channel++) {
      NDIndex at = new NDIndex(":, {}", channel);
      if (channel == 4 || channel == 7) {
        assertThat(actual.get(at).isNaN().all().getBoolean()).as("channel " + channel).isTrue();
      } else {
        assertThat(actual.get(at)).as("channel " + channel).isEqualTo(expected.get(at));
      }
    }
  }

  @Test
  void silenceStaysSilentAndFast() {
    NDArray zeros = manager.zeros(new Shape(1, 5000, 32));
    NDArray delta = manager.full(new Shape(1, 5000, 32), 0.5f);
    NDArray b = manager.ones(new Shape(1, 5000, 8));
    SelectiveScan scan = new SelectiveScan(normal(32, 8).abs().neg(), null, null, false);
    ScanResult result =
        scan.runByStep(ScanForm.fused(), zeros, delta, b, b, null, normal(1, 32, 8));
    float left = result.state().abs().min().getFloat();
    assertThat(left).isGreaterThan(Float.MIN_NORMAL).isLessThan(1e-20f);
  }

  @Test
  void resetsOfAnyStrengthForgetEverythingBefore() {
    Inputs in = plain(40, false);
    in.delta().set(new NDIndex("..., 20"), 1e6f);
    in.u().set(new NDIndex("..., 20"), 0f);
    NDArray naive = in.run(ScanForm.naive()).output();
    assertClose("fused", in.run(ScanForm.fused()).output(), naive, 5e-6);
    assertClose("chunked", in.run(ScanForm.chunked(16)).output(), naive, 5e-6);
  }

  @Test
  void runningAThousandTimesLeavesNothingBehind() {
    Inputs in = full(3, false);
    for (ScanForm form : List.of(ScanForm.fused(), ScanForm.chunked(2))) {
      try (NDManager inner = manager.newSubManager()) {
        NDArray u = in.u().duplicate();
        u.attach(inner);
        Inputs own = new Inputs(in.scan(), u, in.delta(), in.b(), in.c(), in.z(), in.state());
        int before = inner.getManagedArrays().size();
        int outside = manager.getManagedArrays().size();
        for (int i = 0; i < 1000; i++) {
          ScanResult result = own.run(form);
          result.output().close();
          result.state().close();
        }
        assertThat(inner.getManagedArrays()).as(form.toString()).hasSizeLessThanOrEqualTo(before);
        assertThat(manager.getManagedArrays()).as(form.toString()).hasSize(outside);
      }
    }
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    Inputs in = plain(9, false);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> in.scan().run(ScanForm.fused(), in.u(), in.b(), in.b(), in.c(), null, null))
        .withMessageContaining("delta must be");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                in.scan()
                    .run(
                        ScanForm.fused(),
                        in.u(),
                        in.delta(),
                        normal(B, 2, N, 9),
                        in.c(),
                        null,
                        null))
        .withMessageContaining("groups=2");
    SelectiveScan wrong = new SelectiveScan(normal(D, N + 1), null, null, false);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> wrong.run(ScanForm.naive(), in.u(), in.delta(), in.b(), in.c(), null, null))
        .withMessageContaining("A must be");
  }
}
