package org.scanline.backbones.mixer;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.attention.FeatureMap;
import org.scanline.backbones.layer.Norm;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.weights.Parameters;

/** Laws of every mixer of the attention family: forms agree, and so do whole and pieces. */
class AttentionMixerLawTests {
  private static final List<ScanForm> FORMS =
      List.of(ScanForm.naive(), ScanForm.chunked(13), ScanForm.fused());

  /** Odd widths, three heads, windows and chunks that divide nothing. */
  private static Map<String, Supplier<Mixer>> mixers() {
    Map<String, Supplier<Mixer>> all = new LinkedHashMap<>();
    all.put("window", () -> new WindowAttention(new WindowAttention.Config(18, 3, 11, 10_000)));
    all.put("window of 1", () -> new WindowAttention(new WindowAttention.Config(15, 3, 1, 0)));
    all.put("full", () -> new FullAttention(new FullAttention.Config(18, 3)));
    all.put("linear", () -> new LinearAttention(new LinearAttention.Config(15, 3)));
    for (Norm.Kind norm : Norm.Kind.values()) {
      all.put(
          "norm attention, " + norm,
          () -> new NormAttention(new NormAttention.Config(15, 3, FeatureMap.ELU_PLUS_ONE, norm)));
    }
    all.put("diagonal", () -> new DiagonalAttention(new DiagonalAttention.Config(15, 3, 11)));
    all.put("diagonal of 1", () -> new DiagonalAttention(new DiagonalAttention.Config(15, 3, 1)));
    all.put("lightning", () -> new LightningAttention(new LightningAttention.Config(15, 3, 2, 7)));
    all.put("retention", () -> new MultiScaleRetention(new MultiScaleRetention.Config(18, 3, 21)));
    all.put("Hedgehog", () -> new HedgehogAttention(new HedgehogAttention.Config(15, 3)));
    all.put("LoLCATs", () -> new LolcatsAttention(new WindowAttention.Config(18, 3, 11, 10_000)));
    all.put("LoLCATs of 1", () -> new LolcatsAttention(new WindowAttention.Config(15, 3, 1, 0)));
    all.put("Liger", () -> new LigerAttention(new WindowAttention.Config(18, 3, 11, 10_000)));
    all.put("pLSTM", () -> new PLstm1d(new PLstm1d.Config(15, 3)));
    all.put("RAT", () -> new Rat(new Rat.Config(18, 6, 2, 7)));
    all.put("RAT of 1", () -> new Rat(new Rat.Config(15, 3, 3, 1)));
    all.put("local linear", () -> new LocalLinear(new LocalLinear.Config(15, 3)));
    all.put("RWKV-6", () -> new Rwkv6(new Rwkv6.Config(14, 3, 9, 15, 4, 5)));
    all.put("HGRN2", () -> new Hgrn2(new Hgrn2.Config(15, 3)));
    all.put("Flowformer", () -> new CausalFlowformer(new CausalFlowformer.Config(15, 3)));
    return all;
  }

  private interface Law {
    void check(Mixer mixer, NDManager manager, Random random);
  }

  private static Stream<DynamicTest> tests(Law law) {
    long seed = Long.getLong("scanline.seed", System.nanoTime());
    System.getLogger(AttentionMixerLawTests.class.getName())
        .log(System.Logger.Level.INFO, "-Dscanline.seed={0}", Long.toString(seed));
    return mixers().entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> run(entry, seed, law)));
  }

  private static void run(Map.Entry<String, Supplier<Mixer>> entry, long seed, Law law) {
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.getEngine().setRandomSeed((int) seed);
      Mixer mixer = entry.getValue().get();
      mixer.initialize(manager, DataType.FLOAT32, new Shape(2, 1, mixer.width()));
      law.check(mixer, manager, new Random(seed));
    }
  }

  private static NDList mix(Mixer mixer, NDArray x, NDList state, ScanForm form) {
    NDManager manager = x.getManager();
    NDList before = state.isEmpty() ? mixer.initialState(manager, x.getShape().get(0)) : state;
    return mixer.mix(new ParameterStore(manager, false), x, before, form, true);
  }

  private static void assertClose(String what, NDList actual, NDList expected, double within) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      NDArray wanted = expected.get(i);
      assertThat(actual.get(i).getShape()).as(what).isEqualTo(wanted.getShape());
      if (wanted.size() > 0) {
        float worst = actual.get(i).sub(wanted).abs().max().getFloat();
        float largest = wanted.abs().max().getFloat();
        assertThat(worst).as(what + " " + i).isLessThanOrEqualTo((float) within * largest + 1e-9f);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> allFormsAgreeForAnyLength() {
    return tests(
        (mixer, manager, random) -> {
          for (long steps : new long[] {0, 1, 2, 40}) {
            NDArray x = manager.randomNormal(new Shape(2, steps, mixer.width()));
            NDList expected = mix(mixer, x, new NDList(), ScanForm.naive());
            assertThat(expected.get(0).getShape()).isEqualTo(x.getShape());
            for (ScanForm form : FORMS) {
              assertClose(form + " T=" + steps, mix(mixer, x, new NDList(), form), expected, 1e-5);
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> piecesGiveTheWhole() {
    return tests(
        (mixer, manager, random) -> {
          NDArray x = manager.randomNormal(new Shape(2, 71, mixer.width()));
          for (ScanForm form : FORMS) {
            NDList outputs = new NDList();
            NDList state = new NDList();
            int at = 0;
            while (at < 71) {
              int to = Math.min(71, at + random.nextInt(20));
              NDList result = mix(mixer, x.get(new NDIndex(":, {}:{}", at, to)), state, form);
              outputs.add(result.get(0));
              state = result.subNDList(1);
              at = to;
            }
            NDList joined = new NDList(NDArrays.concat(outputs, 1)).addAll(state);
            assertClose("" + form, joined, mix(mixer, x, new NDList(), form), 1e-5);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> gradientsOfChunksAreThoseOfStepsAndSurviveGarbageCollection() {
    return tests(
        (mixer, manager, random) -> {
          NDArray x = manager.randomNormal(new Shape(2, 30, mixer.width()));
          NDList expected = gradients(mixer, x, ScanForm.naive());
          assertClose("gradients", gradients(mixer, x, ScanForm.chunked(13)), expected, 5e-5);
        });
  }

  /** Collects garbage, then takes memory of many sizes and fills it with NaN. */
  private static void overwriteWhatJavaFreed(NDManager manager) {
    System.gc();
    for (int size = 1; size <= 1 << 14; size *= 2) {
      float[] poison = new float[size];
      Arrays.fill(poison, Float.NaN);
      for (int i = 0; i < 4; i++) {
        manager.create(poison);
      }
    }
  }

  private static NDList gradients(Mixer mixer, NDArray x, ScanForm form) {
    List<NDArray> leaves = new ArrayList<>(List.of(x));
    for (Parameter parameter : Parameters.named(mixer).values()) {
      leaves.add(parameter.getArray());
    }
    leaves.forEach(leaf -> leaf.setRequiresGradient(true));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray loss = mix(mixer, x, new NDList(), form).get(0).sin().sum();
      overwriteWhatJavaFreed(x.getManager());
      collector.backward(loss);
      NDList found = new NDList();
      leaves.forEach(leaf -> found.add(leaf.getGradient().duplicate()));
      collector.zeroGradients();
      return found;
    }
  }

  @TestFactory
  Stream<DynamicTest> noStepSeesALaterOne() {
    return tests(
        (mixer, manager, random) -> {
          NDArray x = manager.randomNormal(new Shape(1, 45, mixer.width()));
          int cut = 1 + random.nextInt(43);
          NDArray start = x.get(new NDIndex(":, :{}", cut));
          NDArray other = manager.randomNormal(new Shape(1, 45 - cut, mixer.width()));
          NDList changed = mix(mixer, start.concat(other, 1), new NDList(), ScanForm.chunked(13));
          NDList whole = mix(mixer, x, new NDList(), ScanForm.chunked(13));
          NDIndex before = new NDIndex(":, :{}", cut);
          assertClose(
              "cut " + cut,
              new NDList(changed.get(0).get(before)),
              new NDList(whole.get(0).get(before)),
              2e-6);
        });
  }

  @TestFactory
  Stream<DynamicTest> temporariesAreClosedWithTheInput() {
    return tests(
        (mixer, manager, random) -> {
          int before = manager.getManagedArrays().size();
          try (NDManager scope = manager.newSubManager()) {
            NDArray x = scope.randomNormal(new Shape(2, 40, mixer.width()));
            for (ScanForm form : FORMS) {
              mix(mixer, x, new NDList(), form);
            }
          }
          assertThat(manager.getManagedArrays()).hasSize(before);
        });
  }
}
