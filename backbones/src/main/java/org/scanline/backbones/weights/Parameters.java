package org.scanline.backbones.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A block's parameters under the names that PyTorch would give them: child.child.parameter.
 *
 * <p>DJL puts a number before the name of each child ("01conv1d"); it is left out here, so the
 * names are those chosen by the block's author. Single-threaded, like the block itself while it is
 * loaded.
 */
public final class Parameters {
  private Parameters() {}

  /**
   * Lists a block's own and inherited parameters by dotted name, in the order of their declaration.
   *
   * @throws IllegalStateException when two parameters share a name
   */
  public static Map<String, Parameter> named(Block block) {
    Map<String, Parameter> all = new LinkedHashMap<>();
    collect("", block, all);
    return all;
  }

  private static void collect(String prefix, Block block, Map<String, Parameter> into) {
    for (Pair<String, Parameter> direct : block.getDirectParameters()) {
      if (into.put(prefix + direct.getKey(), direct.getValue()) != null) {
        throw new IllegalStateException("two parameters are called " + prefix + direct.getKey());
      }
    }
    int number = 0;
    for (Pair<String, Block> child : block.getChildren()) {
      String prefixOfDjl = String.format(Locale.ROOT, "%02d", ++number);
      String name =
          child.getKey().startsWith(prefixOfDjl)
              ? child.getKey().substring(prefixOfDjl.length())
              : child.getKey();
      collect(prefix + name + ".", child.getValue(), into);
    }
  }

  /**
   * Demands that names and shapes are exactly those of a block, which need not be initialized.
   *
   * @param shapes by dotted name
   * @throws WeightsException listing all missing, surplus and misshapen names
   */
  public static void demand(Block block, Map<String, long[]> shapes) {
    Map<String, Parameter> parameters = named(block);
    List<String> complaints = new ArrayList<>();
    parameters.forEach(
        (name, parameter) -> {
          long[] shape = shapes.get(name);
          long[] wanted = shape(parameter).getShape();
          if (shape == null) {
            complaints.add("missing " + name + Arrays.toString(wanted));
          } else if (!Arrays.equals(shape, wanted)) {
            complaints.add(
                name + " is " + Arrays.toString(shape) + ", must be " + Arrays.toString(wanted));
          }
        });
    for (String name : shapes.keySet()) {
      if (!parameters.containsKey(name)) {
        complaints.add("unexpected " + name);
      }
    }
    if (!complaints.isEmpty()) {
      throw new WeightsException(
          "the weights do not fit the net: " + String.join("; ", complaints));
    }
  }

  private static Shape shape(Parameter parameter) {
    return parameter.isInitialized() ? parameter.getArray().getShape() : parameter.getShape();
  }

  private static Map<String, long[]> shapes(Map<String, Tensor> tensors) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return shapes;
  }

  /**
   * Fills an initialized block; nothing is changed unless every name and shape fits.
   *
   * @param tensors exactly the block's parameters, any floating-point type
   * @throws WeightsException listing all missing, surplus and misshapen names
   */
  public static void load(Block block, Map<String, Tensor> tensors) {
    demand(block, shapes(tensors));
    named(block).forEach((name, parameter) -> fill(parameter, tensor(tensors, name)));
  }

  /**
   * Fills a new block whose layers know their shapes ({@link org.scanline.backbones.layer.Layer}),
   * without initializing it first; its arrays ask for no gradients.
   *
   * @param tensors exactly the block's parameters, any type but complex
   * @param manager holds the arrays, of single precision
   * @throws WeightsException listing all missing, surplus and misshapen names
   */
  public static void load(Block block, Map<String, Tensor> tensors, NDManager manager) {
    demand(block, shapes(tensors));
    named(block)
        .forEach(
            (name, parameter) -> {
              float[] values = tensor(tensors, name).toFloatArray();
              parameter.setInitializer((holder, shape, type) -> holder.create(values, shape));
              parameter.initialize(manager, DataType.FLOAT32);
              // lets go of the values
              parameter.setInitializer((holder, shape, type) -> holder.zeros(shape, type));
              parameter.getArray().setRequiresGradient(false);
            });
  }

  private static Tensor tensor(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  private static void fill(Parameter parameter, Tensor tensor) {
    NDArray target = parameter.getArray();
    NDManager manager = target.getManager();
    Shape shape = new Shape(tensor.shape());
    try (NDArray source = manager.create(tensor.toFloatArray(), shape);
        NDArray typed = source.toType(target.getDataType(), false)) {
      typed.copyTo(target);
    }
  }

  /** Copies a block's parameters out as single-precision tensors. */
  public static Map<String, Tensor> save(Block block) {
    return save(block, DType.F32);
  }

  /** Copies a block's parameters out, rounded to F32, F16 or BF16. */
  public static Map<String, Tensor> save(Block block, DType dtype) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    named(block)
        .forEach(
            (name, parameter) -> {
              NDArray array = parameter.getArray();
              try (NDArray floats = array.toType(DataType.FLOAT32, true)) {
                tensors.put(
                    name, Tensor.of(dtype, floats.toFloatArray(), array.getShape().getShape()));
              }
            });
    return tensors;
  }
}
