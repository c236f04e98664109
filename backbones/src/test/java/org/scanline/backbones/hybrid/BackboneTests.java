package org.scanline.backbones.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.scanline.backbones.layer.Norm;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

class BackboneTests {
  private static final int WIDTH = 24;
  private static final int HEADS = 3;
  private static final int LENGTH = 29;
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private Backbone filled(MixerKind kind) {
    return Backbones.filled(Backbones.small(kind, WIDTH, HEADS), manager);
  }

  private NDList mix(Backbone backbone, NDArray x, ScanForm form) {
    NDList state = backbone.initialState(manager, x.getShape().get(0));
    return backbone.mix(new ParameterStore(manager, false), x, state, form, false);
  }

  @ParameterizedTest
  @EnumSource(MixerKind.class)
  void allFormsAgreeInOutputAndState(MixerKind kind) {
    Backbone backbone = filled(kind);
    NDArray x = Backbones.input(manager, 2, LENGTH, WIDTH);
    NDList naive = mix(backbone, x, ScanForm.naive());
    for (ScanForm form : new ScanForm[] {ScanForm.chunked(8), ScanForm.fused(1)}) {
      NDList other = mix(backbone, x, form);
      assertThat(other).hasSameSizeAs(naive);
      for (int i = 0; i < naive.size(); i++) {
        assertClose(naive.get(i), other.get(i), 2e-5);
      }
    }
  }

  private static void assertClose(NDArray expected, NDArray actual, double tolerance) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    float[] a = expected.toFloatArray();
    float[] b = actual.toFloatArray();
    double largest = 1e-3;
    for (float value : a) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < a.length; i++) {
      assertThat((double) b[i]).isCloseTo(a[i], Assertions.within(tolerance * largest));
    }
  }

  @ParameterizedTest
  @EnumSource(MixerKind.class)
  void everyParameterOfEveryMixerGetsAGradient(MixerKind kind) {
    Backbone backbone = filled(kind);
    Map<String, Parameter> parameters = Parameters.named(backbone);
    parameters.values().forEach(p -> p.getArray().setRequiresGradient(true));
    NDArray x = Backbones.input(manager, 2, LENGTH, WIDTH);
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDList state = backbone.initialState(manager, 2);
      NDArray y =
          backbone
              .mix(new ParameterStore(manager, false), x, state, ScanForm.chunked(8), true)
              .get(0);
      collector.backward(y.mul(y.add(1)).mul(Backbones.input(manager, 2, LENGTH, WIDTH)).sum());
    }
    parameters.forEach(
        (name, parameter) -> {
          float size = parameter.getArray().getGradient().abs().sum().getFloat();
          assertThat(size).as(name).isFinite().isPositive();
        });
  }

  @ParameterizedTest
  @EnumSource(MixerKind.class)
  void aTrainingStepLeavesNothingWithTheParameters(MixerKind kind) {
    Backbone backbone = filled(kind);
    Parameters.named(backbone).values().forEach(p -> p.getArray().setRequiresGradient(true));
    int before = manager.getManagedArrays().size();
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray x = Backbones.input(scope, 2, LENGTH, WIDTH);
      NDList state = backbone.initialState(scope, 2);
      ParameterStore store = new ParameterStore(scope, false);
      NDArray y = backbone.mix(store, x, state, ScanForm.chunked(8), true).get(0);
      collector.backward(y.sum());
    }
    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  @ParameterizedTest
  @EnumSource(MixerKind.class)
  void aRunSavedAnywhereGoesOnWithTheSameBits(MixerKind kind) {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Backbone backbone = filled(kind);
    NDArray x = Backbones.input(manager, 2, LENGTH, WIDTH);
    NDArray whole = run(backbone.stream(manager, 2, 8), x, 0, LENGTH);
    int cut = new Random(seed).nextInt(LENGTH + 1);
    NDArray first;
    byte[] saved;
    try (BackboneStream stream = backbone.stream(manager, 2, 8)) {
      first = stream.push(piece(x, 0, cut));
      try (BackboneState state = stream.state(manager)) {
        saved = state.toBytes();
        assertThat(state.bytes()).isGreaterThanOrEqualTo(backbone.stateBytes(2));
        if (kind.fixedState()) {
          assertThat(state.bytes()).isEqualTo(backbone.stateBytes(2) + 4L * 2 * (cut % 8) * WIDTH);
        }
      }
    }
    try (BackboneState state = BackboneState.restore(saved, backbone, manager);
        BackboneState copy = state.copy(manager)) {
      for (BackboneState start : new BackboneState[] {state, copy}) {
        NDArray rest = run(backbone.stream(manager, start), x, cut, LENGTH);
        assertThat(first.concat(rest, 1).toFloatArray()).isEqualTo(whole.toFloatArray());
      }
      assertThat(state.toBytes()).isEqualTo(saved);
    }
  }

  private static NDArray run(BackboneStream stream, NDArray x, int from, int to) {
    try (stream) {
      return stream.push(piece(x, from, to)).concat(stream.finish(), 1);
    }
  }

  private static NDArray piece(NDArray x, int from, int to) {
    return x.get(new NDIndex(":, {}:{}", from, to));
  }

  @Test
  void aStateFitsOnlyTheBackboneItCameFrom(@TempDir Path folder) throws Exception {
    Backbone backbone = filled(MixerKind.GLA);
    Backbone other = filled(MixerKind.MAMBA2);
    Path file = folder.resolve("state.safetensors");
    try (BackboneStream stream = backbone.stream(manager, 1, 4);
        BackboneState state = stream.state(manager)) {
      state.save(file);
      assertThat(Files.readAllBytes(file)).isEqualTo(state.toBytes());
      assertThatIllegalArgumentException().isThrownBy(() -> other.stream(manager, state));
    }
    BackboneState.restore(file, backbone, manager).close();
    Assertions.assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> BackboneState.restore(file, other, manager))
        .withMessageContaining("state.safetensors is the state of")
        .withMessageContaining("mixers=GLA")
        .withMessageContaining("Mamba2");
  }

  @Test
  void aStateWithAPositionThatCannotBeIsDamaged(@TempDir Path folder) throws Exception {
    Backbone backbone = filled(MixerKind.WINDOW);
    Path file = folder.resolve("state.safetensors");
    try (BackboneStream stream = backbone.stream(manager, 2, 4)) {
      stream.push(Backbones.input(manager, 2, 9, WIDTH));
      try (BackboneState state = stream.state(manager)) {
        state.save(file);
      }
    }
    BackboneState.restore(file, backbone, manager).close();
    Safetensors.Contents sound = Safetensors.readContents(file);
    for (float[] wrong :
        new float[][] {
          {0, -8, 0, -8},
          {-1, 0, -1, 0},
          {0, 8.5f, 0, 8.5f},
          {Float.NaN, 8, Float.NaN, 8},
          {0, 8, 0, 9},
          {0, 1 << 20, 0, 1 << 20},
          {1e30f, 0, 1e30f, 0}
        }) {
      Map<String, Tensor> tensors = new TreeMap<>(sound.tensors());
      tensors.put("layers.1.state.2", Tensor.of(wrong, 2, 2));
      Safetensors.write(file, tensors, sound.metadata());
      Assertions.assertThatExceptionOfType(WeightsException.class)
          .isThrownBy(() -> BackboneState.restore(file, backbone, manager))
          .withMessageContaining("state.safetensors is damaged: a position cannot be (");
    }
  }

  @Test
  void aPatternBuildsTheLayersItNames() {
    Backbone backbone = filled(MixerKind.GLA);
    assertThat(Parameters.named(backbone))
        .containsKeys(
            "layers.0.attn_norm.weight",
            "layers.1.attn.gk_proj.1.bias",
            "layers.1.mlp_norm.weight",
            "layers.1.mlp.down_proj.weight",
            "norm.weight");
    MixerPattern pattern = MixerPattern.of(MixerKind.GLA);
    Backbone bare = new Backbone(new Backbone.Config(1, WIDTH, HEADS, pattern, 0, Norm.Kind.LAYER));
    assertThat(Parameters.named(bare).keySet()).noneMatch(name -> name.contains("mlp"));
  }

  @Test
  void theMessageNamesTheLayerThatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backbone(new Backbone.Config(2, 9, 3, "Mamba2:GLA")))
        .withMessageContaining("layer 1, GLA: width=9 must be a multiple of twice heads=3");
  }
}
