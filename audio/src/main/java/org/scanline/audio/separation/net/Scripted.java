package org.scanline.audio.separation.net;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.scanline.backbones.layer.TorchFunction;
import org.scanline.backbones.layer.UnaryLayer;

/**
 * A part of a net that is one function of TorchScript of one array and of its own parameters, which
 * the lines call by their names with underscores for dots.
 */
public abstract class Scripted extends UnaryLayer {
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  /** Declares a parameter that the function reads. */
  protected final void declare(String name, long... shape) {
    boolean gain = shape.length < 2 && name.endsWith("weight");
    long inputs = 1;
    for (int axis = 1; axis < shape.length; axis++) {
      inputs *= shape[axis];
    }
    parameters.add(parameter(name, gain ? constant(1) : dense(inputs), shape));
    names.add(variable(name));
  }

  /** Declares a parameter that the function reads and that training leaves alone. */
  protected final void declareFixed(String name, float initial, long... shape) {
    parameters.add(buffer(name, constant(initial), shape));
    names.add(variable(name));
  }

  private static String variable(String name) {
    return name.replace('.', '_');
  }

  /**
   * Compiles the function x, parameters in the order of their declaration.
   *
   * @param lines as {@link TorchFunction#of} wants them
   */
  protected final TorchFunction compiled(List<String> lines) {
    String declared =
        names.stream().map(name -> ", " + name + ": Tensor").collect(Collectors.joining());
    return TorchFunction.of("x: Tensor" + declared, lines.toArray(new String[0]));
  }

  /** The function, compiled. */
  protected abstract TorchFunction function();

  @Override
  public final NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray[] values = new NDArray[parameters.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(store, parameters.get(i), x.getDevice(), training);
    }
    return function().apply(training, x, values);
  }
}
