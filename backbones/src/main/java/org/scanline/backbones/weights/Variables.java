package org.scanline.backbones.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * The parameters of a net, demanded by name and shape while the net is built.
 *
 * <p>A net asks for each of its parameters once. {@link #creating} answers with new, seeded values;
 * {@link #loading} answers from a weight file and fails with the name and both shapes where the
 * file does not fit. Not thread-safe; the arrays belong to the manager given.
 */
public final class Variables {
  /** Answers a demand. */
  private interface Source {
    float[] values(String name, long[] shape, Initial initial);
  }

  private final NDManager manager;
  private final String prefix;
  private final Source source;
  private final Map<String, NDArray> demanded;

  private Variables(
      NDManager manager, String prefix, Source source, Map<String, NDArray> demanded) {
    this.manager = manager;
    this.prefix = prefix;
    this.source = source;
    this.demanded = demanded;
  }

  /** New parameters; the same seed gives the same values, whatever the order of the demands. */
  public static Variables creating(NDManager manager, long seed) {
    Source source =
        (name, shape, initial) -> {
          float[] values = new float[size(shape)];
          initial.fill(
              values, new SplittableRandom(seed ^ (name.hashCode() * 0x9E3779B97F4A7C15L)));
          return values;
        };
    return new Variables(manager, "", source, new LinkedHashMap<>());
  }

  /**
   * Parameters from a weight file.
   *
   * @param tensors what the file holds; half precision is widened
   */
  public static Variables loading(NDManager manager, Map<String, Tensor> tensors) {
    Source source =
        (name, shape, initial) -> {
          Tensor tensor = tensors.get(name);
          if (tensor == null) {
            throw new WeightsException("parameter " + name + " is missing");
          }
          if (!Arrays.equals(tensor.shape(), shape)) {
            throw new WeightsException(
                "parameter %s has shape %s, the net needs %s"
                    .formatted(name, Arrays.toString(tensor.shape()), Arrays.toString(shape)));
          }
          return tensor.toFloatArray();
        };
    return new Variables(manager, "", source, new LinkedHashMap<>());
  }

  /** The same variables seen from a part of the net: names get {@code part.} in front. */
  public Variables at(String part) {
    return new Variables(manager, prefix + part + ".", source, demanded);
  }

  /** The same variables seen from the numbered part {@code part.index}. */
  public Variables at(String part, int index) {
    return at(part + "." + index);
  }

  /**
   * Demands a float32 parameter.
   *
   * @param name the last part of its name
   * @param initial how to fill it when it is new
   * @param shape its shape
   * @throws WeightsException when the weight file lacks it or has another shape
   */
  public NDArray get(String name, Initial initial, long... shape) {
    String full = prefix + name;
    if (demanded.containsKey(full)) {
      throw new IllegalStateException("parameter " + full + " is demanded twice");
    }
    NDArray array = manager.create(source.values(full, shape, initial), new Shape(shape));
    array.setName(full);
    demanded.put(full, array);
    return array;
  }

  /** Everything demanded so far under full names, in the order of the demands. */
  public Map<String, NDArray> demanded() {
    return Collections.unmodifiableMap(demanded);
  }

  /**
   * Checks that a file holds nothing that the net did not ask for.
   *
   * @throws WeightsException with the names that are too many
   */
  public void refuseExtra(Map<String, Tensor> tensors) {
    TreeSet<String> extra = new TreeSet<>(tensors.keySet());
    extra.removeAll(demanded.keySet());
    if (!extra.isEmpty()) {
      List<String> first = new ArrayList<>(extra).subList(0, Math.min(5, extra.size()));
      throw new WeightsException(
          "%d parameters are unknown to the net: %s".formatted(extra.size(), first));
    }
  }

  private static int size(long[] shape) {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
  }
}
