package org.scanline.backbones.scan.outer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
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
import org.scanline.backbones.scan.ScanResult;

class GatedOuterProductGoldenTests {
  private static final Map<String, ScanForm> FORMS = new LinkedHashMap<>();

  static {
    FORMS.put("naive", ScanForm.naive());
    FORMS.put("chunked 64", ScanForm.chunked(64));
    FORMS.put("chunked 7", ScanForm.chunked(7));
    FORMS.put("fused", ScanForm.fused());
  }

  /** An operator under test: its arrays by the file's names, to output and state. */
  private interface Operator {
    ScanResult run(Map<String, NDArray> in, ScanForm form);
  }

  /** How a file names things; axis is where time lies. */
  private record Layout(
      String file,
      int axis,
      Set<String> sequences,
      String output,
      String last,
      Tolerances small,
      Tolerances medium) {
    Tolerances within(String name) {
      return name.equals("small") ? small : medium;
    }
  }

  private static final Layout GLA =
      new Layout(
          "gla",
          2,
          Set.of("q", "k", "v", "gk"),
          "o",
          "ht",
          Tolerances.of(1e-7, 1e-7),
          Tolerances.of(3e-7, 4e-7));
  private static final Layout STRONG =
      new Layout(
          "gla_strong_gate",
          2,
          Set.of("q", "k", "v", "gk"),
          "o",
          "ht",
          Tolerances.of(2e-7, 1e-7),
          Tolerances.of(3e-7, 3e-7));
  private static final Layout SIMPLE =
      new Layout(
          "simple_gla",
          2,
          Set.of("q", "k", "v", "g"),
          "o",
          "ht",
          Tolerances.of(9e-8, 2e-7),
          Tolerances.of(2e-7, 2e-7));
  private static final Layout SSD =
      new Layout(
          "ssd",
          1,
          Set.of("x", "dt", "B", "C"),
          "y",
          "hT",
          Tolerances.of(1e-7, 2e-7),
          Tolerances.of(2e-7, 3e-7));

  private static NDArray in(Map<String, NDArray> in, String name) {
    NDArray array = in.get(name);
    if (array == null) {
      throw new IllegalArgumentException("no input " + name);
    }
    return array;
  }

  private static ScanResult attention(Map<String, NDArray> in, ScanForm form, String gate) {
    NDArray q = in(in, "q");
    float scale = (float) (1 / Math.sqrt(q.getShape().get(3)));
    return GatedOuterProduct.run(
        form, q, in(in, "k"), in(in, "v"), in(in, gate), in(in, "h0"), scale);
  }

  private static ScanResult ssd(Map<String, NDArray> in, ScanForm form) {
    return new StateSpaceDual(in(in, "A"), in(in, "D"), in(in, "dt_bias"))
        .run(in(in, "x"), in(in, "dt"), in(in, "B"), in(in, "C"), in(in, "h0"), form);
  }

  @TestFactory
  List<DynamicTest> gla() {
    return tests(GLA, (in, form) -> attention(in, form, "gk"));
  }

  @TestFactory
  List<DynamicTest> glaStrongGate() {
    return tests(STRONG, (in, form) -> attention(in, form, "gk"));
  }

  @TestFactory
  List<DynamicTest> simpleGla() {
    return tests(SIMPLE, (in, form) -> attention(in, form, "g"));
  }

  @TestFactory
  List<DynamicTest> stateSpaceDual() {
    return tests(SSD, GatedOuterProductGoldenTests::ssd);
  }

  private static List<DynamicTest> tests(Layout layout, Operator operator) {
    GoldenFile golden = GoldenFile.open(layout.file());
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : golden.cases()) {
      FORMS.forEach(
          (title, form) -> {
            String label = layout.file() + " " + name + " " + title;
            tests.add(
                DynamicTest.dynamicTest(
                    label, () -> outputs(golden, name, layout, operator, form, label)));
            tests.add(
                DynamicTest.dynamicTest(
                    label + " in pieces",
                    () -> pieces(golden, name, layout, operator, form, label)));
            if (!title.equals("fused")) {
              tests.add(
                  DynamicTest.dynamicTest(
                      label + " gradients",
                      () -> gradients(golden, name, layout, operator, form, label)));
            }
          });
    }
    return tests;
  }

  private static Map<String, NDArray> inputs(NDManager manager, GoldenFile golden, String name) {
    Map<String, NDArray> in = new LinkedHashMap<>();
    golden
        .under(name + ".in.")
        .forEach((key, t) -> in.put(key, GoldenFile.array(manager, t, DataType.FLOAT32)));
    return in;
  }

  private static void outputs(
      GoldenFile golden,
      String name,
      Layout layout,
      Operator operator,
      ScanForm form,
      String label) {
    try (NDManager manager = NDManager.newBaseManager()) {
      ScanResult result = operator.run(inputs(manager, golden, name), form);
      double tolerance = layout.within(name).outputs();
      golden.demand(label, result.output(), name + ".out." + layout.output(), tolerance);
      golden.demand(label + " state", result.state(), name + ".out." + layout.last(), tolerance);
    }
  }

  private static void pieces(
      GoldenFile golden,
      String name,
      Layout layout,
      Operator operator,
      ScanForm form,
      String label) {
    long @Nullable [] lengths = golden.pieces(name);
    if (lengths == null) {
      return;
    }
    double tolerance = layout.within(name).outputs();
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> in = inputs(manager, golden, name);
      NDList outputs = new NDList();
      long from = 0;
      for (int i = 0; i < lengths.length; i++) {
        Map<String, NDArray> piece = new LinkedHashMap<>(in);
        NDIndex span = new NDIndex().addAllDim(layout.axis()).addSliceDim(from, from + lengths[i]);
        layout.sequences().forEach(key -> piece.put(key, in(in, key).get(span)));
        ScanResult result = operator.run(piece, form);
        outputs.add(result.output());
        in.put("h0", result.state());
        String state = name + ".split.state" + (i + 1) + ".h0";
        golden.demand(label + " state " + (i + 1), result.state(), state, tolerance);
        from += lengths[i];
      }
      String key = name + ".split.out." + layout.output();
      golden.demand(label + " pieces", NDArrays.concat(outputs, layout.axis()), key, tolerance);
    }
  }

  private static void gradients(
      GoldenFile golden,
      String name,
      Layout layout,
      Operator operator,
      ScanForm form,
      String label) {
    Set<String> wanted = golden.under(name + ".grad.").keySet();
    if (wanted.isEmpty()) {
      return;
    }
    try (NDManager manager = NDManager.newBaseManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      Map<String, NDArray> in = inputs(manager, golden, name);
      wanted.forEach(key -> in(in, key).setRequiresGradient(true));
      ScanResult result = operator.run(in, form);
      NDArray loss =
          result
              .output()
              .mul(golden.array(manager, name + ".cot." + layout.output()))
              .sum()
              .add(result.state().mul(golden.array(manager, name + ".cot." + layout.last())).sum());
      collector.backward(loss);
      for (String key : wanted) {
        golden.demand(
            label + " d" + key,
            in(in, key).getGradient(),
            name + ".grad." + key,
            layout.within(name).gradients());
      }
    }
  }
}
