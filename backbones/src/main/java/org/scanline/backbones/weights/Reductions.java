package org.scanline.backbones.weights;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.scanline.backbones.weights.PickleValue.Dict;
import org.scanline.backbones.weights.PickleValue.Inert;
import org.scanline.backbones.weights.PickleValue.None;
import org.scanline.backbones.weights.PickleValue.Tuple;

/**
 * The few calls of a checkpoint's pickle that have a meaning as data; all others stay inert.
 *
 * <p>Tensors: torch/_utils.py, torch/_tensor.py; storages: torch/serialization.py.
 */
class Reductions {
  private static final int LOWEST_VIEW = 4; // storage, offset, size, stride
  private static final int STEPS_OF_A_PAIR = 16; // in memory
  private static final int LETTERS_OF_A_STEP = 16;

  /** What a call gives: a value of its own for the names known here, otherwise a record of it. */
  Object call(PickledName name, List<Object> arguments, Budget budget) {
    return switch (name.toString()) {
      case "collections.OrderedDict",
          "collections.defaultdict",
          "builtins.dict",
          "__builtin__.dict" ->
          dict(arguments, budget);
      case "builtins.list",
          "builtins.set",
          "builtins.frozenset",
          "__builtin__.list",
          "__builtin__.set",
          "__builtin__.frozenset",
          "torch.Size" ->
          sequence(arguments);
      case "_codecs.encode" -> encoded(arguments, budget);
      case "copy_reg._reconstructor", "copyreg._reconstructor" -> reconstructed(arguments);
      case "torch._tensor._rebuild_from_type_v2", "torch._tensor._rebuild_from_type" ->
          ofSubclass(name, arguments);
      case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
          parameter(arguments);
      default -> isTensor(name) ? tensor(name, arguments) : new Inert(name, arguments);
    };
  }

  /** A persistent id: of a storage, or of a class whose source an old file brings along. */
  Object persistent(Object id) {
    if (!(id instanceof Tuple tuple) || tuple.items().size() < 2) {
      throw new IllegalArgumentException("a persistent id that is no storage");
    }
    List<Object> items = tuple.items();
    if ("module".equals(items.get(0)) && items.get(1) instanceof PickledName name) {
      return name;
    }
    if (!"storage".equals(items.get(0))
        || items.size() < 5
        || !(items.get(1) instanceof PickledName type)
        || !(items.get(2) instanceof String key)) {
      throw new IllegalArgumentException("a persistent id that is no storage");
    }
    if (items.size() > 5 && items.get(5) != None.NONE) {
      throw new IllegalArgumentException("a view of a storage, as PyTorch 0.3 wrote it");
    }
    return new Storages.Ref(key, TorchTypes.ofStorage(type), whole(items.get(4)));
  }

  private static boolean isTensor(PickledName name) {
    return name.module().equals("torch._utils")
        && (name.name().equals("_rebuild_tensor")
            || name.name().equals("_rebuild_tensor_v2")
            || name.name().equals("_rebuild_tensor_v3"));
  }

  /** Arguments: storage, offset, size, stride, and from v2 on what only training needs. */
  private static TensorView tensor(PickledName name, List<Object> arguments) {
    if (arguments.size() < LOWEST_VIEW || !(arguments.get(0) instanceof Storages.Ref storage)) {
      throw new IllegalArgumentException("a tensor without storage, offset, size and stride");
    }
    boolean typed = name.name().endsWith("_v3");
    int metadata = typed ? 7 : 6;
    if (arguments.size() > metadata && holdsAny(arguments.get(metadata))) {
      throw new IllegalArgumentException("a tensor that is to be conjugated or negated");
    }
    DType dtype = storage.dtype();
    if (typed) {
      if (arguments.size() < 7 || !(arguments.get(6) instanceof PickledName type)) {
        throw new IllegalArgumentException("a tensor without type");
      }
      dtype = TorchTypes.ofTensor(type);
    }
    return new TensorView(
        storage, dtype, whole(arguments.get(1)), sizes(arguments.get(2)), sizes(arguments.get(3)));
  }

  private static boolean holdsAny(Object metadata) {
    return metadata instanceof Dict dict ? !dict.entries.isEmpty() : metadata != None.NONE;
  }

  /** Arguments: function, class, its arguments, attributes. */
  private static Object ofSubclass(PickledName name, List<Object> arguments) {
    if (arguments.size() > 2
        && arguments.get(0) instanceof PickledName maker
        && isTensor(maker)
        && arguments.get(2) instanceof Tuple inner) {
      return tensor(maker, inner.items());
    }
    return new Inert(name, arguments);
  }

  private static Object parameter(List<Object> arguments) {
    if (arguments.isEmpty() || !(arguments.get(0) instanceof TensorView view)) {
      throw new IllegalArgumentException("a parameter that is no tensor");
    }
    return view;
  }

  private static Object dict(List<Object> arguments, Budget budget) {
    Dict dict = new Dict();
    for (Object argument : arguments) {
      if (argument instanceof List<?> pairs) {
        budget.spend(STEPS_OF_A_PAIR * (long) pairs.size());
        for (Object pair : pairs) {
          List<?> two = pair instanceof Tuple tuple ? tuple.items() : List.of();
          two = pair instanceof List<?> list ? list : two;
          if (two.size() != 2) {
            throw new IllegalArgumentException("a dict of something that is no pair");
          }
          dict.put(two.get(0), two.get(1));
        }
      } else if (!(argument instanceof PickledName)) { // the maker of defaults
        throw new IllegalArgumentException("a dict of something that is no list of pairs");
      }
    }
    return dict;
  }

  private static Object sequence(List<Object> arguments) {
    if (arguments.isEmpty()) {
      return new java.util.ArrayList<>(0);
    }
    Object only = arguments.get(0);
    if (arguments.size() > 1 || !(only instanceof List<?>) && !(only instanceof Tuple)) {
      throw new IllegalArgumentException("a sequence of something that is none");
    }
    return only;
  }

  /** Bytes in protocol 2: text, one character for each. */
  private static Object encoded(List<Object> arguments, Budget budget) {
    if (arguments.isEmpty() || !(arguments.get(0) instanceof String text)) {
      throw new IllegalArgumentException("bytes that are not given as text");
    }
    budget.spend(text.length() / LETTERS_OF_A_STEP);
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Object reconstructed(List<Object> arguments) {
    if (arguments.isEmpty() || !(arguments.get(0) instanceof PickledName type)) {
      throw new IllegalArgumentException("an object without class");
    }
    return new Inert(type, arguments.subList(1, arguments.size()));
  }

  private static long[] sizes(Object value) {
    if (!(value instanceof Tuple tuple) || tuple.items().size() > 64) {
      throw new IllegalArgumentException("a shape that is no short tuple");
    }
    return tuple.items().stream().mapToLong(Reductions::whole).toArray();
  }

  private static long whole(Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException("a size that is no integer");
  }
}
