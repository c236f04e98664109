package org.scanline.backbones.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Laws;
import org.scanline.backbones.scan.convolution.DiagonalStateSpace;
import org.scanline.backbones.scan.convolution.LongConvolution;
import org.scanline.backbones.scan.delta.GatedDeltaRule;
import org.scanline.backbones.scan.dplr.DiagonalPlusLowRank;
import org.scanline.backbones.scan.grid.GridGates;
import org.scanline.backbones.scan.grid.GridRecurrence;
import org.scanline.backbones.scan.grid.GridResult;
import org.scanline.backbones.scan.line.LineGates;
import org.scanline.backbones.scan.line.LineRecurrence;
import org.scanline.backbones.scan.outer.GatedOuterProduct;
import org.scanline.backbones.scan.selective.SelectiveScan;

/** What every recurrence does with memory, in every form. */
class MemoryTests {
  private static final Shape LINE = new Shape(2, 3, 37);
  private static final long KEYS = 5;
  private static final long VALUES = 7;
  private static final long CHANNELS = 21; // not a multiple of any vector
  private static final List<ScanForm> FORMS =
      List.of(ScanForm.naive(), ScanForm.chunked(16), ScanForm.fused(1), ScanForm.fused(3));
  private final NDManager manager = NDManager.newBaseManager();

  @BeforeEach
  void seed() {
    Laws.seed(manager, MemoryTests.class);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @TestFactory
  Stream<DynamicTest> whatLayInMemoryBeforeDoesNotMatter() {
    return each(
        (form, run) -> {
          NDList expected = run.apply(form);
          for (int i = 0; i < 4; i++) {
            poison(expected);
            NDList again = run.apply(form);
            for (int j = 0; j < expected.size(); j++) {
              assertThat(again.get(j)).isEqualTo(expected.get(j));
            }
            again.close();
          }
        });
  }

  /** Frees memory full of NaNs that results of these sizes may take. */
  private void poison(NDList sizes) {
    try (NDManager brief = manager.newSubManager()) {
      for (NDArray size : sizes) {
        for (int i = 0; i < 3; i++) {
          assertThat(brief.full(size.getShape(), Float.NaN).isNaN().all().getBoolean()).isTrue();
        }
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> allThatIsMadeBelongsToTheScopeOfTheCaller() {
    return each(
        (form, run) -> {
          int before = manager.getManagedArrays().size();
          NDList result;
          try (NDScope scope = new NDScope()) {
            result = run.apply(form);
          }
          for (NDArray array : result) {
            assertThat(array.isReleased()).isTrue();
          }
          assertThat(manager.getManagedArrays().size()).isEqualTo(before);
        });
  }

  private interface Law {
    void holds(ScanForm form, Function<ScanForm, NDList> recurrence);
  }

  private Stream<DynamicTest> each(Law law) {
    return recurrences().entrySet().stream()
        .flatMap(
            entry ->
                FORMS.stream()
                    .map(
                        form ->
                            dynamicTest(
                                entry.getKey() + " " + form.kind() + " " + form.size(),
                                () -> law.holds(form, entry.getValue()))));
  }

  private Map<String, Function<ScanForm, NDList>> recurrences() {
    NDArray q = normal(LINE.add(KEYS));
    NDArray k = unit(normal(LINE.add(KEYS)));
    NDArray v = normal(LINE.add(VALUES));
    NDArray state = normal(new Shape(2, 3, KEYS, VALUES));
    NDArray gate = decays(LINE);
    NDArray gates = decays(LINE.add(KEYS));
    NDArray some = normal(LINE);
    return Map.of(
        "outer",
        form -> list(GatedOuterProduct.run(form, q, k, v, gates, state, 1)),
        "outer, parts",
        form -> parts(form, q, k, v, gates, state),
        "delta",
        form -> list(GatedDeltaRule.run(form, q, k, v, some.abs(), gate, state, 1)),
        "delta, parts",
        form -> deltaParts(form, q, k, v, gate, state),
        "dplr",
        form -> list(DiagonalPlusLowRank.run(form, q, k, v, k.neg(), k, gates, state, 1)),
        "line",
        line(q, k, v, state),
        "selective",
        selective(),
        "state space",
        stateSpace(),
        "convolution",
        convolution(),
        "grid",
        grid());
  }

  private static NDList parts(
      ScanForm form, NDArray q, NDArray k, NDArray v, NDArray gates, NDArray state) {
    var r =
        new org.scanline.backbones.scan.outer.SequenceParallel(3)
            .run(form, q, k, v, gates, state, 1);
    return new NDList(r.output(), r.state(), r.localStates(), r.localDecays(), r.initialStates());
  }

  private static NDList deltaParts(
      ScanForm form, NDArray q, NDArray k, NDArray v, NDArray gate, NDArray state) {
    var r =
        new org.scanline.backbones.scan.delta.SequenceParallel(3)
            .run(form, q, k, v, gate.exp(), gate, state, 1);
    return new NDList(r.output(), r.state(), r.localStates(), r.transitions(), r.initialStates());
  }

  private Function<ScanForm, NDList> line(NDArray q, NDArray k, NDArray v, NDArray state) {
    LineGates gates = new LineGates(normal(LINE), decays(LINE).exp(), normal(LINE), normal(LINE));
    return form -> list(LineRecurrence.run(form, q, k, v, gates, state, 1));
  }

  private Function<ScanForm, NDList> selective() {
    Shape steps = new Shape(2, CHANNELS, 37);
    Shape states = new Shape(2, KEYS, 37);
    SelectiveScan scan = new SelectiveScan(decays(new Shape(CHANNELS, KEYS)), null, null, false);
    NDArray u = normal(steps);
    NDArray delta = normal(steps).abs();
    NDArray b = normal(states);
    NDArray c = normal(states);
    return form -> list(scan.run(form, u, delta, b, c, null, null));
  }

  private Function<ScanForm, NDList> stateSpace() {
    Shape modes = new Shape(CHANNELS, KEYS);
    DiagonalStateSpace space =
        new DiagonalStateSpace(
            decays(new Shape(CHANNELS)), normal(modes.add(2)), normal(modes), normal(modes));
    NDArray u = normal(new Shape(2, CHANNELS, 37));
    return form -> list(space.run(form, u, null));
  }

  private Function<ScanForm, NDList> convolution() {
    NDArray u = normal(new Shape(2, CHANNELS, 37));
    NDArray kernel = normal(new Shape(CHANNELS, 37));
    return form -> new NDList(LongConvolution.run(form, u, kernel, kernel));
  }

  private Function<ScanForm, NDList> grid() {
    Shape cells = new Shape(2, 3, 9, 8);
    NDArray q = normal(cells.add(KEYS));
    NDArray v = normal(cells.add(VALUES));
    NDArray g = decays(cells).exp().mul(0.5f);
    GridGates gates = new GridGates(g, g, g, g, g, g, g, g, g);
    return form -> {
      GridResult r = GridRecurrence.run(form, q, q, v, gates, null, 1);
      return new NDList(r.output(), r.right(), r.down());
    };
  }

  private static NDList list(ScanResult result) {
    return new NDList(result.output(), result.state());
  }

  private NDArray normal(Shape shape) {
    return manager.randomNormal(shape);
  }

  private NDArray decays(Shape shape) {
    return normal(shape).abs().neg();
  }

  private static NDArray unit(NDArray x) {
    return x.div(x.square().sum(new int[] {-1}, true).sqrt());
  }
}
