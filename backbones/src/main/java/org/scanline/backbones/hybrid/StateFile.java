package org.scanline.backbones.hybrid;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

/**
 * A {@link BackboneState} as tensors and metadata, and the way back, which checks everything.
 *
 * @param contents what the file holds
 * @param name the file's name, for messages
 */
record StateFile(Safetensors.Contents contents, String name) {
  private static final String WAITING = "waiting";
  private static final String BLOCK = "block";
  private static final String BACKBONE = "backbone";

  static Safetensors.Contents contents(BackboneState state) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(WAITING, tensor(state.waiting()));
    int number = 0;
    for (Backbone.NamedShape named : state.backbone().namedStateShapes(state.batch())) {
      tensors.put(named.name(), tensor(state.carried().get(number++)));
    }
    return new Safetensors.Contents(
        tensors,
        Map.of(
            BLOCK,
            Integer.toString(state.block()),
            BACKBONE,
            state.backbone().config().toString()));
  }

  private static Tensor tensor(NDArray array) {
    return Tensor.of(array.toFloatArray(), array.getShape().getShape());
  }

  /**
   * The state, if it is one of this backbone.
   *
   * @throws WeightsException with all that does not fit
   */
  BackboneState state(Backbone backbone, NDManager owner) {
    String config = backbone.config().toString();
    String found = contents.metadata().get(BACKBONE);
    if (!config.equals(found)) {
      throw new WeightsException(
          name + " is the state of " + found + ", not of this backbone, " + config);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(contents.tensors());
    int block = block();
    Tensor waiting = tensors.remove(WAITING);
    if (waiting == null || !isWaiting(waiting.shape(), block, backbone.width())) {
      throw new WeightsException(
          "%s: tensor waiting must be there and of shape (B,less than %d,%d)"
              .formatted(name, block, backbone.width()));
    }
    List<Tensor> carried = carried(tensors, backbone.namedStateShapes(waiting.shape()[0]));
    NDManager manager = owner.newSubManager();
    NDList arrays = new NDList();
    carried.forEach(tensor -> arrays.add(array(manager, tensor)));
    demandReadable(backbone, arrays, waiting.shape()[0], manager);
    return new BackboneState(manager, backbone, block, array(manager, waiting), arrays);
  }

  /** Lets the mixers read their states, among them positions, by giving them no step. */
  private void demandReadable(Backbone backbone, NDList state, long batch, NDManager owner) {
    try (NDManager scope = owner.newSubManager()) {
      NDList copies = new NDList();
      state.forEach(array -> copies.add(array.duplicate()));
      copies.attach(scope);
      NDArray none = scope.zeros(new Shape(batch, 0, backbone.width()));
      backbone.mix(new ParameterStore(scope, false), none, copies, ScanForm.fused(), false);
    } catch (IllegalArgumentException | EngineException e) {
      owner.close();
      throw new WeightsException(name + " is damaged: " + e.getMessage(), e);
    }
  }

  private int block() {
    String text = contents.metadata().getOrDefault(BLOCK, "");
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new WeightsException(name + ": block='" + text + "' must be a number from 1");
    }
    return Integer.parseInt(text);
  }

  private static boolean isWaiting(long[] shape, int block, long width) {
    return shape.length == 3 && shape[0] > 0 && shape[1] < block && shape[2] == width;
  }

  private List<Tensor> carried(Map<String, Tensor> tensors, List<Backbone.NamedShape> wanted) {
    List<Tensor> carried = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    for (Backbone.NamedShape named : wanted) {
      Tensor tensor = tensors.remove(named.name());
      if (tensor == null) {
        complaints.add("missing " + named.name());
      } else if (!fits(new Shape(tensor.shape()), named.shape())) {
        complaints.add(
            "%s is %s, must be %s"
                .formatted(named.name(), new Shape(tensor.shape()), named.shape()));
      } else {
        carried.add(tensor);
      }
    }
    tensors.keySet().forEach(surplus -> complaints.add("unexpected " + surplus));
    if (!complaints.isEmpty()) {
      throw new WeightsException(name + ": " + String.join("; ", complaints));
    }
    return carried;
  }

  /** Whether a shape is the one wanted; an axis that starts empty may have grown. */
  private static boolean fits(Shape shape, Shape wanted) {
    boolean same = shape.dimension() == wanted.dimension();
    for (int axis = 0; same && axis < wanted.dimension(); axis++) {
      same = wanted.get(axis) == 0 || shape.get(axis) == wanted.get(axis);
    }
    return same;
  }

  private static NDArray array(NDManager manager, Tensor tensor) {
    Shape shape = new Shape(tensor.shape());
    return tensor.size() == 0
        ? manager.zeros(shape, DataType.FLOAT32)
        : manager.create(tensor.toFloatArray(), shape);
  }
}
