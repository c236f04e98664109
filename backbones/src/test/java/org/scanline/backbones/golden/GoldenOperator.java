package org.scanline.backbones.golden;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.scanline.backbones.weights.DType;
import org.scanline.backbones.weights.Tensor;

/**
 * One operator of the reference files and how ours is called: each case in each form becomes tests
 * of the outputs, of the gradients of every input, and of a run in pieces with carried state.
 */
public final class GoldenOperator {

  /** Ours, by the names of the file. */
  @FunctionalInterface
  public interface Function {
    /** Computes every output the file holds, carried states included. */
    Map<String, NDArray> run(Arguments in);
  }

  private record Form(String title, boolean gradients, Function function) {}

  private record Cut(int axis, Set<String> names) {}

  private final String file;
  private final GoldenFile golden;
  private final List<Cut> sequences = new ArrayList<>();
  private final Map<String, Integer> outputs = new LinkedHashMap<>();
  private final Map<String, String> states = new LinkedHashMap<>();
  private final List<Form> forms = new ArrayList<>();

  private GoldenOperator(String file) {
    this.file = file;
    this.golden = GoldenFile.open(file);
  }

  /** Opens a file, or skips the test. */
  public static GoldenOperator of(String file) {
    return new GoldenOperator(file);
  }

  /** Inputs that are cut in pieces along an axis, which may count from the end. */
  public GoldenOperator sequence(int axis, String... names) {
    sequences.add(new Cut(axis, Set.of(names)));
    return this;
  }

  /** An output whose pieces are joined along an axis. */
  public GoldenOperator output(int axis, String name) {
    outputs.put(name, axis);
    return this;
  }

  /** A carried state: the name of the input and of the output. */
  public GoldenOperator state(String before, String after) {
    states.put(before, after);
    return this;
  }

  /** A form with gradients. */
  public GoldenOperator form(String title, Function function) {
    forms.add(new Form(title, true, function));
    return this;
  }

  /** A form for inference only. */
  public GoldenOperator inference(String title, Function function) {
    forms.add(new Form(title, false, function));
    return this;
  }

  /** The tests; a case kept beside the checkout only is skipped by name when it is not there. */
  public Stream<DynamicTest> tests() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : golden.cases()) {
      for (Form form : forms) {
        Case one = new Case(name, form);
        String label = file + " " + name + " " + form.title();
        tests.add(DynamicTest.dynamicTest(label, one::outputs));
        if (form.gradients() && !golden.under(name + ".grad.").isEmpty()) {
          tests.add(DynamicTest.dynamicTest(label + " gradients", one::gradients));
        }
        long @Nullable [] lengths = golden.pieces(name);
        if (lengths != null && !sequences.isEmpty()) {
          tests.add(DynamicTest.dynamicTest(label + " in pieces", () -> one.pieces(lengths)));
        }
      }
    }
    return tests.stream();
  }

  private final class Case {
    private final String name;
    private final Form form;
    private final Tolerances tolerances;

    Case(String name, Form form) {
      this.name = name;
      this.form = form;
      this.tolerances = Tolerances.of(file, name);
    }

    private Map<String, NDArray> inputs(NDManager manager) {
      Map<String, NDArray> in = new LinkedHashMap<>();
      golden
          .under(name + ".in.")
          .forEach((key, tensor) -> in.put(key, GoldenFile.array(manager, tensor, type(tensor))));
      return in;
    }

    private Arguments arguments(Map<String, NDArray> arrays, boolean training) {
      return new Arguments(arrays, golden.under(name + ".const."), training);
    }

    private void demand(NDArray actual, String key, double tolerance) {
      golden.demand(form.title(), file, actual, name + "." + key, tolerance);
    }

    private NDArray of(Map<String, NDArray> results, String key) {
      NDArray array = results.get(key);
      if (array == null) {
        throw new AssertionError("no " + key + " among " + results.keySet());
      }
      return array;
    }

    void outputs() {
      try (NDManager manager = NDManager.newBaseManager()) {
        Map<String, NDArray> results = form.function().run(arguments(inputs(manager), false));
        for (String key : golden.under(name + ".out.").keySet()) {
          demand(of(results, key), "out." + key, tolerances.outputs());
        }
      }
    }

    void gradients() {
      try (NDManager manager = NDManager.newBaseManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        Map<String, NDArray> in = inputs(manager);
        Set<String> wanted = golden.under(name + ".grad.").keySet();
        wanted.forEach(key -> of(in, key).setRequiresGradient(true));
        Map<String, NDArray> results = form.function().run(arguments(in, true));
        NDArray loss = manager.zeros(new Shape());
        for (String key : golden.under(name + ".cot.").keySet()) {
          NDArray cotangent = golden.array(manager, name + ".cot." + key);
          loss = loss.add(of(results, key).mul(cotangent).sum());
        }
        collector.backward(loss);
        for (String key : wanted) {
          demand(of(in, key).getGradient(), "grad." + key, tolerances.gradients());
        }
      }
    }

    void pieces(long[] lengths) {
      try (NDManager manager = NDManager.newBaseManager()) {
        Map<String, NDArray> in = inputs(manager);
        Map<String, NDList> joined =
            outputs.keySet().stream().collect(Collectors.toMap(key -> key, key -> new NDList()));
        long from = 0;
        for (int i = 0; i < lengths.length; i++) {
          long to = from + lengths[i];

          Map<String, NDArray> piece = cut(in, from, to);
          Map<String, NDArray> results = form.function().run(arguments(piece, false));
          joined.forEach((key, list) -> list.add(of(results, key)));
          for (Map.Entry<String, String> state : states.entrySet()) {
            NDArray after = of(results, state.getValue());
            demand(after, "split.state" + (i + 1) + "." + state.getKey(), tolerances.outputs());
            in.put(state.getKey(), after);
          }
          from = to;
        }
        outputs.forEach(
            (key, axis) ->
                demand(
                    NDArrays.concat(joined.get(key), axis),
                    "split.out." + key,
                    tolerances.outputs()));
      }
    }
  }

  private static DataType type(Tensor tensor) {
    return tensor.dtype() == DType.I64 ? DataType.INT64 : DataType.FLOAT32;
  }

  private Map<String, NDArray> cut(Map<String, NDArray> whole, long from, long to) {
    Map<String, NDArray> piece = new LinkedHashMap<>(whole);
    for (Cut cut : sequences) {
      for (String key : cut.names()) {
        NDArray array = whole.get(key);
        if (array != null) {
          int axis = Math.floorMod(cut.axis(), array.getShape().dimension());
          piece.put(key, array.get(new NDIndex(":, ".repeat(axis) + "{}:{}", from, to)));
        }
      }
    }
    return piece;
  }
}
