package org.scanline.backbones.mixer;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.GoldenFile;
import org.scanline.backbones.golden.Tolerances;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Tensor;

class MixerGoldenTests {
  private static final Map<String, ScanForm> FORMS =
      Map.of("naive", ScanForm.naive(), "chunked", ScanForm.chunked(16), "fused", ScanForm.fused());

  /** A mixer's file and the names of its carried arrays. */
  private record Layout(String file, List<String> states, Tolerances small, Tolerances medium) {
    Tolerances within(String name) {
      return name.equals("small") ? small : medium;
    }
  }

  /** Reads the sizes of a case from its tensors. */
  private interface Maker {
    Mixer make(GoldenFile golden, String name);
  }

  @TestFactory
  List<DynamicTest> gatedLinearAttention() {
    Layout layout =
        new Layout(
            "block_gla", List.of("state"), Tolerances.of(2e-7, 2e-6), Tolerances.of(5e-7, 6e-7));
    return tests(
        layout,
        (golden, name) -> {
          int width = size(golden, name + ".in.o_proj.weight", 0);
          int rank = size(golden, name + ".in.gk_proj.0.weight", 0);
          int heads = number(golden, name + ".const.heads");
          return new GatedLinearAttention(new GatedLinearAttention.Config(width, heads, rank, 16));
        });
  }

  @TestFactory
  List<DynamicTest> mamba2() {
    Layout layout =
        new Layout(
            "block_mamba2",
            List.of("conv_state", "ssm_state"),
            Tolerances.of(3e-7, 4e-7),
            Tolerances.of(5e-7, 1e-6));
    return tests(
        layout,
        (golden, name) ->
            new Mamba2(
                new Mamba2.Config(
                    size(golden, name + ".in.out_proj.weight", 0),
                    size(golden, name + ".in.norm.weight", 0),
                    size(golden, name + ".in.A_log", 0),
                    number(golden, name + ".const.ngroups"),
                    number(golden, name + ".const.d_state"))));
  }

  private static int size(GoldenFile golden, String key, int axis) {
    return (int) golden.tensor(key).shape()[axis];
  }

  private static int number(GoldenFile golden, String key) {
    return (int) golden.tensor(key).toDoubleArray()[0];
  }

  private static List<DynamicTest> tests(Layout layout, Maker maker) {
    GoldenFile golden = GoldenFile.open(layout.file());
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : golden.cases()) {
      for (String title : List.of("naive", "chunked", "fused")) {
        ScanForm form = FORMS.getOrDefault(title, ScanForm.naive());
        String label = layout.file() + " " + name + " " + title;
        tests.add(
            DynamicTest.dynamicTest(
                label, () -> new Case(golden, name, layout, maker, form, label).outputs()));
        tests.add(
            DynamicTest.dynamicTest(
                label + " in pieces",
                () -> new Case(golden, name, layout, maker, form, label).pieces()));
        if (!title.equals("fused")) {
          tests.add(
              DynamicTest.dynamicTest(
                  label + " gradients",
                  () -> new Case(golden, name, layout, maker, form, label).gradients()));
        }
      }
    }
    return tests;
  }

  private record Case(
      GoldenFile golden, String name, Layout layout, Maker maker, ScanForm form, String label) {

    private Mixer loaded(NDManager manager) {
      Mixer mixer = maker.make(golden, name);
      NDArray x = golden.array(manager, name + ".in.x");
      mixer.initialize(manager, DataType.FLOAT32, x.getShape());
      Map<String, Tensor> weights = new LinkedHashMap<>(golden.under(name + ".in."));
      weights.remove("x");
      layout.states().forEach(weights::remove);
      Parameters.load(mixer, weights);
      return mixer;
    }

    private NDList state(NDManager manager) {
      NDList state = new NDList();
      layout.states().forEach(key -> state.add(golden.array(manager, name + ".in." + key)));
      return state;
    }

    private void outputs() {
      try (NDManager manager = NDManager.newBaseManager()) {
        NDArray x = golden.array(manager, name + ".in.x");
        NDList result =
            loaded(manager).mix(new ParameterStore(manager, false), x, state(manager), form, false);
        demand(label, result, ".out.", "_T", layout.within(name).outputs());
      }
    }

    private void demand(String what, NDList result, String kind, String suffix, double tolerance) {
      if (kind.equals(".out.")) {
        golden.demand(what, result.get(0), name + ".out.y", tolerance);
      }
      for (int i = 0; i < layout.states().size(); i++) {
        String state = layout.states().get(i);
        golden.demand(
            what + " " + state, result.get(i + 1), name + kind + state + suffix, tolerance);
      }
    }

    private void pieces() {
      long @Nullable [] lengths = golden.pieces(name);
      if (lengths == null) {
        return;
      }
      try (NDManager manager = NDManager.newBaseManager()) {
        Mixer mixer = loaded(manager);
        NDArray x = golden.array(manager, name + ".in.x");
        NDList state = state(manager);
        NDList outputs = new NDList();
        ParameterStore store = new ParameterStore(manager, false);
        long from = 0;
        for (int i = 0; i < lengths.length; i++) {
          NDArray piece = x.get(new NDIndex(":, {}:{}", from, from + lengths[i]));
          NDList result = mixer.mix(store, piece, state, form, false);
          outputs.add(result.get(0));
          state = result.subNDList(1);
          demand(label, result, ".split.state" + (i + 1) + ".", "", layout.within(name).outputs());
          from += lengths[i];
        }
        golden.demand(
            label + " pieces",
            NDArrays.concat(outputs, 1),
            name + ".split.out.y",
            layout.within(name).outputs());
      }
    }

    private void gradients() {
      Set<String> wanted = golden.under(name + ".grad.").keySet();
      if (wanted.isEmpty()) {
        return;
      }
      try (NDManager manager = NDManager.newBaseManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        Mixer mixer = loaded(manager);
        Map<String, NDArray> leaves = new LinkedHashMap<>();
        for (Map.Entry<String, Parameter> named : Parameters.named(mixer).entrySet()) {
          leaves.put(named.getKey(), named.getValue().getArray());
        }
        NDArray x = golden.array(manager, name + ".in.x");
        leaves.put("x", x);
        NDList state = state(manager);
        for (int i = 0; i < state.size(); i++) {
          leaves.put(layout.states().get(i), state.get(i));
        }
        leaves.values().forEach(leaf -> leaf.setRequiresGradient(true));
        NDList result = mixer.mix(new ParameterStore(manager, false), x, state, form, true);
        NDArray loss = weighted(manager, result.get(0), "y");
        for (int i = 0; i < state.size(); i++) {
          String key = layout.states().get(i) + "_T";
          loss = loss.add(weighted(manager, result.get(i + 1), key));
        }
        collector.backward(loss);
        for (String key : wanted) {
          NDArray leaf = leaves.getOrDefault(key, x);
          golden.demand(
              label + " d " + key,
              leaf.getGradient(),
              name + ".grad." + key,
              layout.within(name).gradients());
        }
      }
    }

    private NDArray weighted(NDManager manager, NDArray output, String key) {
      String cotangent = name + ".cot." + key;
      return golden.has(cotangent)
          ? output.mul(golden.array(manager, cotangent)).sum()
          : output.getManager().zeros(new Shape());
    }
  }
}
