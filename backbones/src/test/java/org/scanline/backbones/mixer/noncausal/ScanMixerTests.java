package org.scanline.backbones.mixer.noncausal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.mixer.Mamba;
import org.scanline.backbones.weights.Parameters;

class ScanMixerTests {
  private final NDManager manager = NDManager.newBaseManager();

  @BeforeEach
  void seed() {
    int seed = Integer.getInteger("scanline.seed", (int) System.nanoTime());
    System.getLogger(ScanMixerTests.class.getName())
        .log(System.Logger.Level.INFO, "-Dscanline.seed={0}", Integer.toString(seed));
    manager.getEngine().setRandomSeed(seed);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private <B extends Block> B ready(B block) {
    block.initialize(manager, DataType.FLOAT32, new Shape(1));
    return block;
  }

  private ParameterStore store() {
    return new ParameterStore(manager, false);
  }

  private static void assertClose(NDArray actual, NDArray expected, double within) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    float worst = actual.sub(expected).abs().max().getFloat();
    assertThat((double) worst).isLessThanOrEqualTo(within * expected.abs().max().getFloat());
  }

  private void assertTrains(WholeMixer mixer, NDArray x) {
    NDArray inferred = mixer.mix(store(), x, false);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      Map<String, Parameter> parameters = Parameters.named(mixer);
      parameters.values().stream()
          .filter(Parameter::requiresGradient)
          .forEach(parameter -> parameter.getArray().setRequiresGradient(true));
      NDArray trained = mixer.mix(store(), x, true);
      assertClose(trained, inferred, 2e-5);
      collector.backward(trained.sin().sum());
      parameters.forEach(
          (name, parameter) -> {
            if (parameter.requiresGradient()) {
              float largest = parameter.getArray().getGradient().abs().max().getFloat();
              assertThat(largest).as(name).isPositive().isFinite();
            }
          });
      collector.zeroGradients();
    }
  }

  @Test
  void imagesOfAnySizeTrainAsTheyInfer() {
    Ss2d mixer = ready(new Ss2d(new Ss2d.Config(5, 9, 2, 3)));
    assertTrains(mixer, manager.randomNormal(new Shape(2, 5, 3, 5)));
    assertThat(mixer.mix(store(), manager.ones(new Shape(1, 1, 1, 5)), false).getShape())
        .isEqualTo(new Shape(1, 1, 1, 5));
  }

  @Test
  void sequencesOfOddLengthTrainAsTheyInfer() {
    MonarchMixer.Config config = new MonarchMixer.Config(7, 33, 8, 5, true, true);
    assertTrains(ready(new MonarchMixer(config)), manager.randomNormal(new Shape(2, 29, 7)));
  }

  @Test
  void aCausalMonarchMixerSeesNothingLater() {
    MonarchMixer mixer = ready(new MonarchMixer(new MonarchMixer.Config(6, 40, 8, 3, false, true)));
    NDArray x = manager.randomNormal(new Shape(1, 40, 6));
    NDArray changed = x.duplicate();
    changed.set(new NDIndex(":, 25:"), 3f);
    NDIndex before = new NDIndex(":, :25");
    NDArray expected = mixer.mix(store(), x, false).get(before);
    assertClose(mixer.mix(store(), changed, false).get(before), expected, 1e-5);
  }

  @Test
  void namesAreThoseOfThePublishedNets() {
    MonarchMixer mixer = ready(new MonarchMixer(new MonarchMixer.Config(6, 40)));
    assertThat(Parameters.named(mixer).keySet())
        .contains(
            "filter_fn.bias",
            "filter_fn.pos_emb.z",
            "filter_fn.implicit_filter.0.weight",
            "filter_fn.implicit_filter.1.freq",
            "filter_fn2.implicit_filter_rev.6.weight",
            "filter_fn.modulation.deltas",
            "in_linear.bias",
            "short_filter.weight")
        .doesNotContain("filter_fn.implicit_filter.6.bias");
    assertThat(Parameters.named(ready(new Ss2d(new Ss2d.Config(16)))).keySet())
        .containsExactlyInAnyOrder(
            "in_proj.weight",
            "conv2d.weight",
            "conv2d.bias",
            "x_proj_weight",
            "dt_projs_weight",
            "dt_projs_bias",
            "A_logs",
            "Ds",
            "out_norm.weight",
            "out_norm.bias",
            "out_proj.weight");
  }

  @Test
  void longerSequencesThanTheKernelAreRefused() {
    MonarchMixer mixer = ready(new MonarchMixer(new MonarchMixer.Config(4, 10, 8, 3, true, false)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mixer.mix(store(), manager.ones(new Shape(1, 11, 4)), false))
        .withMessageContaining("longest=10");
  }

  @Test
  void twoDirectionsAreTwoMixers() {
    Mamba.Config config = new Mamba.Config(6, 10, 1, 3, false);
    Mamba ahead = new Mamba(config);
    Mamba back = new Mamba(config);
    Bidirectional both = ready(new Bidirectional(ahead, back));
    NDArray x = manager.randomNormal(new Shape(2, 23, 6));
    NDArray expected =
        ahead
            .forward(store(), new NDList(x), false)
            .get(0)
            .add(back.forward(store(), new NDList(x.flip(1)), false).get(0).flip(1));
    assertClose(both.mix(store(), x, false), expected, 1e-6);
    assertThat(Parameters.named(both)).containsKey("backward.A_log");
  }
}
