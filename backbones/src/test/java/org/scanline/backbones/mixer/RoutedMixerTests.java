package org.scanline.backbones.mixer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.weights.Parameters;

/** Laws of the mixers that send tokens to some of their states. */
class RoutedMixerTests {
  private static final long SEED = 20261122;
  private static final int WIDTH = 18;
  private final NDManager manager = NDManager.newBaseManager();
  private final ParameterStore store = new ParameterStore(manager, false);

  static List<Supplier<Mixer>> mixers() {
    return List.of(
        () -> new MixtureOfMemories(new MixtureOfMemories.Config(WIDTH, 3, 5, 7, 4, 2, false)),
        () -> new MixtureOfMemories(new MixtureOfMemories.Config(WIDTH, 3, 5, 7, 3, 2, true)),
        () -> new SparseStateExpansion(new SparseStateExpansion.Config(WIDTH, 3, 7, 5, 3, 2, 2)));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private Mixer filled(Supplier<Mixer> maker) {
    manager.getEngine().setRandomSeed((int) SEED);
    Mixer mixer = maker.get();
    mixer.initialize(manager, DataType.FLOAT32, new Shape(2, 1, WIDTH));
    return mixer;
  }

  private NDArray input(long steps) {
    return manager.randomNormal(0, 1, new Shape(2, steps, WIDTH), DataType.FLOAT32);
  }

  private NDList mix(Mixer mixer, NDArray x, NDList state, ScanForm form) {
    return mixer.mix(store, x, state, form, false);
  }

  private static double difference(NDArray a, NDArray b) {
    assertThat(a.getShape()).isEqualTo(b.getShape());
    double largest = b.abs().max().getFloat();
    return a.sub(b).abs().max().getFloat() / Math.max(largest, 1e-30);
  }

  @ParameterizedTest
  @MethodSource("mixers")
  void cuttingAnywhereChangesNothing(Supplier<Mixer> maker) {
    Random random = new Random(SEED);
    Mixer mixer = filled(maker);
    NDArray x = input(53);
    NDList whole = mix(mixer, x, mixer.initialState(manager, 2), ScanForm.fused());
    NDList state = mixer.initialState(manager, 2);
    NDList outputs = new NDList();
    long from = 0;
    while (from < 53) {
      long to = Math.min(53, from + random.nextInt(9)); // 0 is a piece too
      NDList piece = mix(mixer, x.get(new NDIndex(":, {}:{}", from, to)), state, ScanForm.fused());
      outputs.add(piece.get(0));
      state = piece.subNDList(1);
      from = to;
    }
    assertThat(difference(NDArrays.concat(outputs, 1), whole.get(0)))
        .as("seed " + SEED)
        .isLessThan(1e-5);
    for (int i = 0; i < state.size(); i++) {
      assertThat(difference(state.get(i), whole.get(i + 1))).as("state " + i).isLessThan(1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("mixers")
  void allFormsAgreeAlsoInGradients(Supplier<Mixer> maker) {
    Mixer mixer = filled(maker);
    NDArray x = input(29);
    NDList fused = mix(mixer, x, mixer.initialState(manager, 2), ScanForm.fused());
    NDList gradients = null;
    for (ScanForm form : List.of(ScanForm.naive(), ScanForm.chunked(8))) {
      NDList slow = mix(mixer, x, mixer.initialState(manager, 2), form);
      for (int i = 0; i < fused.size(); i++) {
        assertThat(difference(slow.get(i), fused.get(i))).isLessThan(1e-5);
      }
      NDList mine = gradients(mixer, x, form);
      for (int i = 0; gradients != null && i < mine.size(); i++) {
        assertThat(difference(mine.get(i), gradients.get(i))).as("gradient " + i).isLessThan(2e-5);
      }
      gradients = mine;
    }
  }

  private NDList gradients(Mixer mixer, NDArray x, ScanForm form) {
    NDList found = new NDList();
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      for (Parameter parameter : Parameters.named(mixer).values()) {
        parameter.getArray().setRequiresGradient(true);
      }
      NDList state = mixer.initialState(manager, 2);
      collector.backward(mixer.mix(store, x, state, form, true).get(0).square().sum());
      for (Parameter parameter : Parameters.named(mixer).values()) {
        NDArray gradient = parameter.getArray().getGradient();
        found.add(gradient.duplicate());
        gradient.subi(gradient.duplicate());
      }
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("mixers")
  void noStepLeavesTheStateAndOneStepIsEnough(Supplier<Mixer> maker) {
    Mixer mixer = filled(maker);
    NDList first = mix(mixer, input(5), mixer.initialState(manager, 2), ScanForm.fused());
    NDList nothing = mix(mixer, input(0), first.subNDList(1), ScanForm.fused());
    assertThat(nothing.get(0).getShape()).isEqualTo(new Shape(2, 0, WIDTH));
    for (int i = 1; i < nothing.size(); i++) {
      assertThat(nothing.get(i)).isEqualTo(first.get(i));
    }
    NDList one = mix(mixer, input(1), nothing.subNDList(1), ScanForm.fused());
    assertThat(one.get(0).getShape()).isEqualTo(new Shape(2, 1, WIDTH));
    assertThat(one.get(0).isNaN().any().getBoolean()).isFalse();
  }

  @Test
  void rowsOfABatchDoNotMeet() {
    Mixer mixer = filled(mixers().get(0));
    NDArray x = input(31);
    NDArray both = mix(mixer, x, mixer.initialState(manager, 2), ScanForm.fused()).get(0);
    for (int row = 0; row < 2; row++) {
      NDArray alone = x.get(new NDIndex("{}:{}", row, row + 1));
      NDArray y = mix(mixer, alone, mixer.initialState(manager, 1), ScanForm.fused()).get(0);
      assertThat(difference(y, both.get(new NDIndex("{}:{}", row, row + 1)))).isLessThan(1e-5);
    }
  }

  @Test
  void memoriesThatAreNotChosenKeepTheirState() {
    MixtureOfMemories mixer = (MixtureOfMemories) filled(mixers().get(0));
    NDArray x = input(1);
    NDArray chosen = mixer.route(store, x, false).chosen();
    NDArray state = mix(mixer, x, mixer.initialState(manager, 2), ScanForm.fused()).get(4);
    for (int row = 0; row < 2; row++) {
      List<Long> written = List.of(chosen.getLong(row, 0, 0), chosen.getLong(row, 0, 1));
      for (long memory = 0; memory < 4; memory++) {
        float size = state.get(new NDIndex("{}, {}", row, memory)).abs().sum().getFloat();
        assertThat(size > 0).as("memory " + memory).isEqualTo(written.contains(memory));
      }
    }
  }

  @Test
  void onlyKeptRowsOfAChosenPartitionAreWritten() {
    Mixer mixer = filled(mixers().get(2));
    NDArray state = mix(mixer, input(1), mixer.initialState(manager, 2), ScanForm.fused()).get(1);
    NDArray rows = state.abs().sum(new int[] {4}).gt(0).toType(DataType.INT64, true);
    assertThat(rows.sum().getLong()).isEqualTo(2 * 2 * 3 * 2); // batch, partitions, heads, rows
  }

  @Test
  void theBalanceLossIsLeastWhenAllAreEquallyBusy() {
    NDArray even = manager.zeros(new Shape(1, 4, 4));
    NDArray each = manager.arange(4).toType(DataType.INT64, true).reshape(1, 4, 1);
    NDArray share = manager.ones(new Shape(1, 4, 1));
    assertThat(new Routing(even, share, each).balanceLoss().getFloat()).isEqualTo(1f);
    NDArray crowded = manager.create(new float[] {50, 0, 0, 0}).reshape(1, 1, 4).repeat(1, 4);
    NDArray same = manager.zeros(new Shape(1, 4, 1), DataType.INT64);
    assertThat(new Routing(crowded, share, same).balanceLoss().getFloat()).isEqualTo(4f);
    Routing none = new Routing(input(0), share, same);
    assertThatThrownBy(none::balanceLoss).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theBalanceLossTrainsTheRouter() {
    MixtureOfMemories mixer = (MixtureOfMemories) filled(mixers().get(0));
    Parameter gate = Objects.requireNonNull(Parameters.named(mixer).get("gate.weight"));
    NDArray weight = gate.getArray();
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      weight.setRequiresGradient(true);
      collector.backward(mixer.route(store, input(17), true).balanceLoss());
      assertThat(weight.getGradient().abs().sum().getFloat()).isPositive();
    }
  }

  @Test
  void configsSayWhatDoesNotFit() {
    assertThatThrownBy(() -> new MixtureOfMemories.Config(16, 2, 4, 8, 2, 3, false))
        .hasMessageContaining("chosen=3");
    assertThatThrownBy(() -> new SparseStateExpansion.Config(16, 2, 4, 8, 2, 1, 5))
        .hasMessageContaining("rows=5");
    assertThatThrownBy(() -> new TopRouter(4, 2, 0)).hasMessageContaining("chosen=0");
  }
}
