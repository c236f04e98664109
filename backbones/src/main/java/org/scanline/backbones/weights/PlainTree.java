package org.scanline.backbones.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.weights.PickleValue.Dict;
import org.scanline.backbones.weights.PickleValue.Inert;
import org.scanline.backbones.weights.PickleValue.None;
import org.scanline.backbones.weights.PickleValue.Tuple;

/**
 * Copies a pickle's value into plain, unmodifiable data and names the tensors on the way.
 *
 * <p>A value can share parts, or contain itself. It is written out as a tree, whose depth and size
 * are bounded by the number of operations that made it. Not thread-safe.
 */
final class PlainTree {
  private static final int DEEPEST = 256;
  private static final int VISITS = 4; // for each operation
  private static final int SOME = 10_000;
  private static final int LONGEST_NAME = 2048; // characters
  private static final long LETTERS = 32_000_000; // of all names

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final FileBytes file;
  private final TensorReader reader;
  private final Budget visits;
  private final Budget letters = new Budget("names longer than the file can need", LETTERS);
  private final List<String> path = new ArrayList<>();

  private PlainTree(FileBytes file, TensorReader reader, long steps) {
    this.file = file;
    this.reader = reader;
    this.visits =
        new Budget("parts that are shared too often, or contain themselves", VISITS * steps + SOME);
  }

  /**
   * The tensors by dotted path and the whole as plain data.
   *
   * @throws WeightsException with the path of what is refused
   */
  static Checkpoint of(
      Checkpoint.Format format, FileBytes file, Pickle.Outcome outcome, Storages storages)
      throws IOException {
    PlainTree tree = new PlainTree(file, new TensorReader(storages, file.size()), outcome.steps());
    Object root = tree.plain(outcome.value());
    if (tree.tensors.isEmpty()) {
      throw file.wrong("contents", "no tensors; this is not a file of weights");
    }
    return new Checkpoint(format, Collections.unmodifiableMap(tree.tensors), asMap(root));
  }

  @SuppressWarnings("unchecked") // dicts become maps by text here
  private static Map<String, @Nullable Object> asMap(@Nullable Object root) {
    if (root instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    return Collections.singletonMap("", root);
  }

  private @Nullable Object plain(Object value) throws IOException {
    try {
      visits.spend(1);
      if (path.size() > DEEPEST) {
        throw new IllegalArgumentException("nested too deeply, or containing itself");
      }
      return converted(value);
    } catch (IllegalArgumentException e) {
      throw file.wrong(path.isEmpty() ? "contents" : name(), String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Object converted(Object value) throws IOException {
    if (value instanceof TensorView view) {
      return named(reader.tensor(view));
    }
    if (value instanceof Storages.Ref ref) {
      long[] shape = {ref.elements()};
      return named(reader.tensor(new TensorView(ref, ref.dtype(), 0, shape, new long[] {1})));
    }
    if (value instanceof Dict dict) {
      refuseQuantized(dict.entries.keySet());
      return map(dict);
    }
    if (value instanceof Tuple tuple) {
      return list(tuple.items());
    }
    if (value instanceof List<?> list) {
      return list(list);
    }
    if (value instanceof Inert inert) {
      return object(inert);
    }
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }
    return value == None.NONE ? null : value;
  }

  private Map<String, @Nullable Object> map(Dict dict) throws IOException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : dict.entries.entrySet()) {
      map.put(entry.getKey(), at(entry.getKey(), entry.getValue()));
    }
    return Collections.unmodifiableMap(map);
  }

  private List<@Nullable Object> list(List<?> items) throws IOException {
    List<@Nullable Object> list = new ArrayList<>();
    for (Object item : items) {
      list.add(at(Integer.toString(list.size()), item));
    }
    return Collections.unmodifiableList(list);
  }

  private PickledObject object(Inert inert) throws IOException {
    path.add("arguments");
    List<@Nullable Object> arguments = list(inert.arguments);
    path.remove(path.size() - 1);
    return new PickledObject(
        inert.type, arguments, plain(inert.state), list(inert.items), map(inert.entries));
  }

  private @Nullable Object at(String step, Object value) throws IOException {
    path.add(step);
    @Nullable Object plain = plain(value);
    path.remove(path.size() - 1);
    return plain;
  }

  private Tensor named(Tensor tensor) {
    int length = path.stream().mapToInt(String::length).sum() + path.size();
    if (length > LONGEST_NAME) {
      throw new IllegalArgumentException("a tensor's name of " + length + " characters");
    }
    letters.spend(length);
    if (tensors.putIfAbsent(name(), tensor) != null) {
      throw new IllegalArgumentException("two tensors have this name");
    }
    return tensor;
  }

  private String name() {
    StringBuilder name = new StringBuilder();
    for (String step : path) {
      name.append(name.length() == 0 ? "" : ".").append(step);
      if (name.length() > LONGEST_NAME) {
        break; // only in messages
      }
    }
    return name.toString();
  }

  /** Source of the two layouts: demucs/states.py, diffq/base.py. */
  private static void refuseQuantized(Set<String> keys) {
    if (keys.contains("__quantized")
        || keys.containsAll(Set.of("quantized", "float16", "others"))) {
      throw new IllegalArgumentException(
          "quantised with diffq, which is not read; use the model's file without quantisation");
    }
  }
}
