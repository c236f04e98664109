package org.scanline.backbones.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.golden.Laws;
import org.scanline.backbones.layer.Norm;
import org.scanline.backbones.mixer.RoutedMixer;
import org.scanline.backbones.mixer.Rwkv7;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.weights.Parameters;

/** What layers of a backbone tell each other, and what their routers ask of the training. */
class LinkedLayersTests {
  private static final int WIDTH = 12;
  private static final int STEPS = 21;
  private final NDManager manager = NDManager.newBaseManager();
  private final ParameterStore store = new ParameterStore(manager, false);

  @AfterEach
  void close() {
    manager.close();
  }

  /** Bare layers, x + mixer(norm x), with parameters by chance. */
  private Backbone bare(int layers, String mixers) {
    Backbone backbone =
        Backbones.filled(
            new Backbone.Config(
                layers, WIDTH, 3, MixerPattern.parse(mixers), 0, Norm.Kind.SIMPLE_RMS),
            manager);
    Laws.seed(manager, LinkedLayersTests.class);
    for (Parameter parameter : Parameters.named(backbone).values()) {
      NDArray array = parameter.getArray();
      manager.randomNormal(array.getShape()).mul(0.4).copyTo(array);
    }
    return backbone;
  }

  private static NDArray normed(NDArray x) {
    return x.div(x.mul(x).mean(new int[] {2}, true).sqrt());
  }

  /** Each RWKV-7 after the first is given the first one's values; the mixers by themselves are. */
  @Test
  void laterLayersOfRwkv7SeeTheValuesOfTheFirst() {
    Backbone backbone = bare(4, "RWKV7:RWKV7:linear:RWKV7");
    assertThat(Parameters.named(backbone))
        .doesNotContainKey("layers.0.attn.v_lora.lora.0.weight")
        .containsKeys("layers.1.attn.v_lora.lora.0.weight", "layers.3.attn.v_lora.lora.2.bias");
    NDArray x = Backbones.input(manager, 2, STEPS, WIDTH);
    for (ScanForm form : List.of(ScanForm.naive(), ScanForm.chunked(8), ScanForm.fused())) {
      NDArray y = x;
      NDArray first = null;
      for (int i = 0; i < 4; i++) {
        NDList state = backbone.mixer(i).initialState(manager, 2);
        NDList mixed =
            backbone.mixer(i) instanceof Rwkv7 rwkv
                ? rwkv.mix(store, normed(y), first, state, form, false)
                : backbone.mixer(i).mix(store, normed(y), state, form, false);
        first = first == null ? mixed.get(3) : first;
        y = y.add(mixed.get(0));
      }
      NDList state = backbone.initialState(manager, 2);
      NDArray actual = backbone.mix(store, x, state, form, false).get(0);
      Laws.assertClose(form.toString(), actual, normed(y), 1e-5);
    }
  }

  @Test
  void valuesOfTheFirstLayerReachTheLastOneAndGradientsComeBack() {
    Backbone backbone = bare(2, "RWKV7");
    Parameter share =
        Objects.requireNonNull(Parameters.named(backbone).get("layers.1.attn.v_lora.lora.2.bias"));
    share.getArray().setRequiresGradient(true);
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray x = Backbones.input(manager, 1, STEPS, WIDTH);
      NDList state = backbone.initialState(manager, 1);
      NDArray y = backbone.mix(store, x, state, ScanForm.chunked(8), true).get(0);
      collector.backward(y.mul(x.sin()).sum());
    }
    assertThat(share.getArray().getGradient().abs().max().getFloat()).isGreaterThan(1e-4f);
  }

  @Test
  void theBalanceLossIsTheSumOverTheLayersWithRouters() {
    Backbone backbone = bare(3, "MoM(memories=4):GLA:SSE-like");
    NDArray x = Backbones.input(manager, 2, STEPS, WIDTH);
    NDList state = backbone.initialState(manager, 2);
    NDArray y = x;
    float expected = 0;
    for (int i = 0; i < 3; i++) {
      if (backbone.mixer(i) instanceof RoutedMixer routed) {
        expected += routed.route(store, normed(y), true).balanceLoss().getFloat();
      }
      NDList none = backbone.mixer(i).initialState(manager, 2);
      y = y.add(backbone.mixer(i).mix(store, normed(y), none, ScanForm.chunked(8), true).get(0));
    }
    Backbone.Trained trained = backbone.train(store, x, state, ScanForm.chunked(8));
    float actual = Objects.requireNonNull(trained.balanceLoss()).getFloat();
    assertThat(actual).isBetween(expected * 0.9999f, expected * 1.0001f);
    assertThat(bare(2, "GLA").train(store, x, initial("GLA"), ScanForm.chunked(8)).balanceLoss())
        .isNull();
  }

  private NDList initial(String mixers) {
    return bare(2, mixers).initialState(manager, 2);
  }

  @Test
  void aStepAlongTheBalanceLossSpreadsTheTokens() {
    Backbone backbone = bare(1, "MoM(memories=4,chosen=1)");
    NDArray gate =
        Objects.requireNonNull(Parameters.named(backbone).get("layers.0.attn.gate.weight"))
            .getArray();
    gate.setRequiresGradient(true);
    NDArray x = Backbones.input(manager, 2, STEPS, WIDTH).add(0.5);
    float before = 0;
    float after = 0;
    for (int step = 0; step < 60; step++) {
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDList state = backbone.initialState(manager, 2);
        NDArray loss =
            Objects.requireNonNull(
                backbone.train(store, x, state, ScanForm.chunked(8)).balanceLoss());
        before = step == 0 ? loss.getFloat() : before;
        after = loss.getFloat();
        collector.backward(loss);
        NDArray change = gate.getGradient().mul(0.3);
        collector.zeroGradients();
        gate.setRequiresGradient(false);
        gate.subi(change);
        gate.setRequiresGradient(true);
      }
    }
    assertThat(after).as("1 is perfect balance").isLessThan(before);
  }
}
