package org.scanline.backbones.golden;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.mixer.Mixer;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Tensor;

/**
 * What an operator under test is called with.
 *
 * @param arrays the file's inputs, parameters and states by name
 * @param constants the file's constants by name
 * @param training whether gradients will be asked for
 */
public record Arguments(
    Map<String, NDArray> arrays, Map<String, Tensor> constants, boolean training) {

  /** An input that must be there. */
  public NDArray get(String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("no input " + name + " among " + arrays.keySet());
    }
    return array;
  }

  /** An input, or null. */
  public @Nullable NDArray find(String name) {
    return arrays.get(name);
  }

  /** The length of an axis of an input. */
  public int size(String name, int axis) {
    return Math.toIntExact(get(name).getShape().get(axis));
  }

  /** A constant that must be there. */
  public double constant(String name) {
    return tensor(name).toDoubleArray()[0];
  }

  private Tensor tensor(String name) {
    Tensor tensor = constants.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no constant " + name + " among " + constants.keySet());
    }
    return tensor;
  }

  /** A constant that is a list of whole numbers. */
  public long[] numbers(String name) {
    return Arrays.stream(tensor(name).toDoubleArray()).mapToLong(value -> (long) value).toArray();
  }

  /** A constant that is a whole number. */
  public int number(String name) {
    return (int) constant(name);
  }

  /** The manager of the inputs. */
  public NDManager manager() {
    return arrays.values().iterator().next().getManager();
  }

  /** A store over the inputs' manager. */
  public ParameterStore store() {
    return new ParameterStore(manager(), false);
  }

  /** Initializes a new block with the file's parameters; those that train become our arrays. */
  public <B extends Block> B fill(B block) {
    block.initialize(manager(), DataType.FLOAT32, new Shape(1));
    Map<String, Parameter> parameters = Parameters.named(block);
    parameters.forEach(
        (name, parameter) -> {
          NDArray wanted = get(name);
          NDArray held = parameter.getArray();
          if (!held.getShape().equals(wanted.getShape())) {
            throw new IllegalArgumentException(
                name + " is " + wanted.getShape() + ", ours " + held.getShape());
          }
          wanted.copyTo(held);
          held.setRequiresGradient(wanted.hasGradient());
          arrays.put(name, held);
        });
    return block;
  }

  /** Runs a mixer on the input x: its output is y, each state NAME becomes NAME_T. */
  public Map<String, NDArray> mix(Mixer mixer, List<String> states, ScanForm form) {
    NDList before = new NDList();
    states.forEach(name -> before.add(get(name)));
    NDList after = fill(mixer).mix(store(), get("x"), before, form, training);
    Map<String, NDArray> results = new LinkedHashMap<>();
    results.put("y", after.get(0));
    for (int i = 0; i < states.size(); i++) {
      results.put(states.get(i) + "_T", after.get(i + 1));
    }
    return results;
  }
}
