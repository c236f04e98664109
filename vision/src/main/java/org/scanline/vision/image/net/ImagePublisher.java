package org.scanline.vision.image.net;

import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.Optional;
import org.scanline.backbones.weights.Tensor;

/** A family of published nets: recognises its files and builds nets from them. */
interface ImagePublisher {

  /** Name of the family. */
  String architecture();

  /**
   * Builds the net of a file.
   *
   * @param tensors all that are in the file
   * @param manager holds the weights; the caller closes it, also when the file does not fit
   * @return empty when the file is not of this family
   * @throws org.scanline.backbones.weights.WeightsException in one line, when it is of this family
   *     but a tensor is missing, extra or of another shape
   */
  Optional<PublishedNet> open(Map<String, Tensor> tensors, NDManager manager);

  /** Trained numbers in a file. */
  static long count(Map<String, Tensor> tensors) {
    return tensors.values().stream().mapToLong(Tensor::size).sum();
  }

  /** The size of a tensor along an axis; 0 when it has no such axis or is not there. */
  static int size(Map<String, Tensor> tensors, String name, int axis) {
    Tensor tensor = tensors.get(name);
    return tensor == null || tensor.shape().length <= axis ? 0 : (int) tensor.shape()[axis];
  }

  /** How many tensors there are of a name with a number in it, from a first number on. */
  static int numbered(Map<String, Tensor> tensors, String name, int first) {
    int number = first;
    while (tensors.containsKey(name.formatted(number))) {
      number++;
    }
    return number - first;
  }

  /** The factor of a net whose last convolution makes so many channels of some colours. */
  static int scale(int shuffled, int colours) {
    return (int) Math.round(Math.sqrt((double) shuffled / colours));
  }
}
