package org.scanline.vision.image.net;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

/**
 * Folds the branches that SPAN is trained with (1x1, 3x3 and 1x1 convolutions one after the other,
 * beside a 1x1 convolution) into the one 3x3 convolution that they equal: the zeros around the
 * image lie before all of them, so that also the biases fold exactly.
 */
final class TrainedBranches {
  private static final String SKIP = ".sk.weight";
  private static final int TAPS = 9;
  private static final int MIDDLE = 4;

  private TrainedBranches() {}

  /** The tensors, with NAME.eval_conv in place of NAME.sk and NAME.conv. */
  static Map<String, Tensor> folded(Map<String, Tensor> file) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    file.forEach(
        (name, tensor) -> {
          if (!name.contains(".sk.") && !name.matches(".*\\.conv\\.[012]\\..*")) {
            tensors.put(name, tensor);
          }
        });
    for (String name : file.keySet()) {
      if (name.endsWith(SKIP)) {
        fold(file, name.substring(0, name.length() - SKIP.length()), tensors);
      }
    }
    return tensors;
  }

  private static void fold(Map<String, Tensor> file, String name, Map<String, Tensor> tensors) {
    Tensor narrow = tensor(file, name + ".conv.0.weight", 1); // (b,in,1,1)
    Tensor square = tensor(file, name + ".conv.1.weight", 3); // (a,b,3,3)
    Tensor wide = tensor(file, name + ".conv.2.weight", 1); // (out,a,1,1)
    Tensor skip = tensor(file, name + SKIP, 1); // (out,in,1,1)
    int in = (int) skip.shape()[1];
    int out = (int) skip.shape()[0];
    int b = (int) narrow.shape()[0];
    int a = (int) square.shape()[0];
    if (narrow.shape()[1] != in
        || square.shape()[1] != b
        || wide.shape()[1] != a
        || wide.shape()[0] != out) {
      throw new WeightsException("the branches of " + name + " do not fit one another");
    }
    // through the first two, (a,in,9); then through the third
    double[] two = new double[a * in * TAPS];
    multiply(square.toDoubleArray(), narrow.toDoubleArray(), new int[] {a, b, in}, two);
    double[] three = new double[out * in * TAPS];
    multiplyLeft(wide.toDoubleArray(), two, new int[] {out, a, in * TAPS}, three);
    double[] direct = skip.toDoubleArray();
    for (int i = 0; i < out * in; i++) {
      three[i * TAPS + MIDDLE] += direct[i];
    }
    tensors.put(name + ".eval_conv.weight", Tensor.of(floats(three), out, in, 3, 3));
    double[] bias = bias(file, name, square.toDoubleArray(), wide.toDoubleArray());
    tensors.put(name + ".eval_conv.bias", Tensor.of(floats(bias), bias.length));
  }

  /** (a,b,9) and (b,in) to (a,in,9). */
  private static void multiply(double[] square, double[] narrow, int[] sizes, double[] result) {
    for (int i = 0; i < sizes[0]; i++) {
      for (int j = 0; j < sizes[1]; j++) {
        for (int k = 0; k < sizes[2]; k++) {
          double factor = narrow[j * sizes[2] + k];
          for (int tap = 0; tap < TAPS; tap++) {
            result[(i * sizes[2] + k) * TAPS + tap] +=
                factor * square[(i * sizes[1] + j) * TAPS + tap];
          }
        }
      }
    }
  }

  /** (out,a) and (a,n) to (out,n). */
  private static void multiplyLeft(double[] wide, double[] two, int[] sizes, double[] result) {
    for (int i = 0; i < sizes[0]; i++) {
      for (int j = 0; j < sizes[1]; j++) {
        for (int k = 0; k < sizes[2]; k++) {
          result[i * sizes[2] + k] += wide[i * sizes[1] + j] * two[j * sizes[2] + k];
        }
      }
    }
  }

  private static double[] bias(
      Map<String, Tensor> file, String name, double[] square, double[] wide) {
    double[] first = numbers(file, name + ".conv.0.bias");
    double[] second = numbers(file, name + ".conv.1.bias");
    double[] third = numbers(file, name + ".conv.2.bias");
    double[] sum = numbers(file, name + ".sk.bias");
    for (int i = 0; i < second.length; i++) {
      for (int j = 0; j < first.length * TAPS; j++) {
        second[i] += square[i * first.length * TAPS + j] * first[j / TAPS];
      }
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] += third[i];
      for (int j = 0; j < second.length; j++) {
        sum[i] += wide[i * second.length + j] * second[j];
      }
    }
    return sum;
  }

  private static double[] numbers(Map<String, Tensor> file, String name) {
    return present(file, name).toDoubleArray();
  }

  private static Tensor tensor(Map<String, Tensor> file, String name, int side) {
    Tensor tensor = present(file, name);
    long[] shape = tensor.shape();
    if (shape.length != 4 || shape[2] != side || shape[3] != side) {
      throw new WeightsException(name + " is no " + side + "x" + side + " convolution");
    }
    return tensor;
  }

  private static Tensor present(Map<String, Tensor> file, String name) {
    if (!file.containsKey(name)) {
      throw new WeightsException("missing " + name);
    }
    return Objects.requireNonNull(file.get(name));
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
