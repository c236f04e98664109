package org.scanline.backbones.layer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;

/**
 * A DJL block that knows the shapes of all its parameters when it is built.
 *
 * <p>Parameter names are those of the reference implementation, see {@link
 * org.scanline.backbones.weights.Parameters}. Blocks may be shared by threads once initialized, as
 * long as nobody trains them.
 */
public abstract class Layer extends AbstractBlock {
  private static final byte VERSION = 1;

  /** For subclasses. */
  protected Layer() {
    super(VERSION);
  }

  /** Declares a parameter with its shape and how to fill it when it is new. */
  protected final Parameter parameter(String name, Initializer initial, long... shape) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(Parameter.Type.OTHER)
            .optShape(new Shape(shape))
            .optInitializer(initial)
            .build());
  }

  /** Declares numbers that are kept with the weights but that no gradient reaches. */
  protected final Parameter buffer(String name, Initializer initial, long... shape) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(Parameter.Type.OTHER)
            .optShape(new Shape(shape))
            .optInitializer(initial)
            .optRequiresGrad(false)
            .build());
  }

  /** The value of a parameter on the device of the input. */
  protected static NDArray value(
      ParameterStore store, Parameter parameter, Device device, boolean training) {
    return store.getValue(parameter, device, training);
  }

  /** A parameter on the manager of x, so that what is derived from it is closed with x. */
  protected static NDArray local(NDArray x, NDArray parameter) {
    return x.getManager().zeros(parameter.getShape(), parameter.getDataType()).add(parameter);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    for (Block child : getChildren().values()) {
      child.initialize(manager, dataType, inputShapes);
    }
  }

  /** Uniform between -1/sqrt(inputs) and its opposite: keeps the size of a dense layer's output. */
  protected static Initializer dense(long inputs) {
    float bound = (float) (1 / Math.sqrt(inputs));
    return (manager, shape, type) -> manager.randomUniform(-bound, bound, shape, type);
  }

  /** Every element the same. */
  protected static Initializer constant(float value) {
    return (manager, shape, type) -> manager.full(shape, value, type);
  }
}
