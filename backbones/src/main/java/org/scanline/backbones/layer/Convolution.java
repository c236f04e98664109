package org.scanline.backbones.layer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A convolution along one axis, x (B,in,T), or two, x (B,in,H,W), with any stride, zeros around,
 * dilation and groups, in both directions: as PyTorch's Conv1d, Conv2d, ConvTranspose1d and
 * ConvTranspose2d. Parameters weight, (out,in/groups,size...) or, transposed,
 * (in,out/groups,size...), and bias (out).
 */
public final class Convolution extends UnaryLayer {
  private final Config config;
  private final TorchFunction function;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /**
   * What it computes; each array has a number for each axis.
   *
   * @param inputs channels that come in
   * @param outputs channels that go out
   * @param size of the kernel
   * @param stride step along the input, of a transposed one along the output
   * @param padding zeros on each side, of a transposed one what is cut off each side of the output
   * @param dilation steps between the taps
   * @param groups parts that the channels are cut in, each convolved by itself
   * @param transposed whether it spreads its input out, as the gradient of a convolution does
   * @param biased whether a bias is added
   */
  public record Config(
      long inputs,
      long outputs,
      Shape size,
      Shape stride,
      Shape padding,
      Shape dilation,
      int groups,
      boolean transposed,
      boolean biased) {

    /** Checks that the numbers fit together. */
    public Config {
      int axes = size.dimension();
      if (axes < 1
          || axes > 2
          || stride.dimension() != axes
          || padding.dimension() != axes
          || dilation.dimension() != axes) {
        throw new IllegalArgumentException(
            "size=%s, stride=%s, padding=%s and dilation=%s must have one or two numbers alike"
                .formatted(size, stride, padding, dilation));
      }
      if (Arrays.stream(size.getShape()).anyMatch(n -> n < 1)
          || Arrays.stream(stride.getShape()).anyMatch(n -> n < 1)
          || Arrays.stream(padding.getShape()).anyMatch(n -> n < 0)
          || Arrays.stream(dilation.getShape()).anyMatch(n -> n < 1)) {
        throw new IllegalArgumentException(
            "size=%s, stride=%s and dilation=%s must be at least 1, padding=%s at least 0"
                .formatted(size, stride, dilation, padding));
      }
      if (groups < 1
          || inputs < 1
          || outputs < 1
          || inputs % groups != 0
          || outputs % groups != 0) {
        throw new IllegalArgumentException(
            "inputs=%d and outputs=%d must be multiples of groups=%d"
                .formatted(inputs, outputs, groups));
      }
    }

    /** Along one axis, with step 1, no zeros around, a bias; the other numbers by the methods. */
    public static Config line(long inputs, long outputs, long size) {
      Shape one = new Shape(1);
      return new Config(inputs, outputs, new Shape(size), one, new Shape(0), one, 1, false, true);
    }

    /** Along two axes, with step 1, no zeros around, a bias; the other numbers by the methods. */
    public static Config plane(long inputs, long outputs, long rows, long columns) {
      Shape ones = new Shape(1, 1);
      return new Config(
          inputs, outputs, new Shape(rows, columns), ones, new Shape(0, 0), ones, 1, false, true);
    }

    /** The same with other steps. */
    public Config stride(long... steps) {
      return new Config(
          inputs, outputs, size, new Shape(steps), padding, dilation, groups, transposed, biased);
    }

    /** The same with other zeros around. */
    public Config padding(long... zeros) {
      return new Config(
          inputs, outputs, size, stride, new Shape(zeros), dilation, groups, transposed, biased);
    }

    /** The same with other distances of the taps. */
    public Config dilation(long... steps) {
      return new Config(
          inputs, outputs, size, stride, padding, new Shape(steps), groups, transposed, biased);
    }

    /** The same with other groups. */
    public Config groups(int parts) {
      return new Config(
          inputs, outputs, size, stride, padding, dilation, parts, transposed, biased);
    }

    /** The same, transposed. */
    public Config transpose() {
      return new Config(inputs, outputs, size, stride, padding, dilation, groups, true, biased);
    }

    /** The same without bias. */
    public Config withoutBias() {
      return new Config(
          inputs, outputs, size, stride, padding, dilation, groups, transposed, false);
    }

    private Shape weights() {
      Shape channels =
          transposed ? new Shape(inputs, outputs / groups) : new Shape(outputs, inputs / groups);
      return channels.addAll(size);
    }

    /** Positions that go out along an axis for those that come in. */
    private long along(int axis, long in) {
      long reach = dilation.get(axis) * (size.get(axis) - 1);
      return transposed
          ? (in - 1) * stride.get(axis) - 2 * padding.get(axis) + reach + 1
          : (in + 2 * padding.get(axis) - reach - 1) / stride.get(axis) + 1;
    }
  }

  /** Declares the parameters. */
  public Convolution(Config config) {
    this.config = config;
    Shape weights = config.weights();
    long taps = weights.size() / weights.get(0);
    weight = parameter("weight", dense(taps), weights.getShape());
    bias = config.biased() ? parameter("bias", dense(taps), config.outputs()) : null;
    String name = "conv" + (config.transposed() ? "_transpose" : "") + config.size().dimension();
    String numbers =
        config.transposed()
            ? "%s, %s, %s, %d, %s"
                .formatted(
                    list(config.stride()),
                    list(config.padding()),
                    list(new Shape(new long[config.size().dimension()])),
                    config.groups(),
                    list(config.dilation()))
            : "%s, %s, %s, %d"
                .formatted(
                    list(config.stride()),
                    list(config.padding()),
                    list(config.dilation()),
                    config.groups());
    function =
        TorchFunction.of(
            "x: Tensor, weight: Tensor" + (config.biased() ? ", bias: Tensor" : ""),
            "return torch.%sd(x, weight, %s, %s)"
                .formatted(name, config.biased() ? "bias" : "None", numbers));
  }

  private static String list(Shape numbers) {
    return Arrays.stream(numbers.getShape())
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Convolves x (B,in,T) or (B,in,H,W). */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    Device device = x.getDevice();
    NDArray w = value(store, weight, device, training);
    return bias == null
        ? function.apply(training, x, w)
        : function.apply(training, x, w, value(store, bias, device, training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    Shape out = new Shape(in.get(0), config.outputs());
    for (int axis = 0; axis < config.size().dimension(); axis++) {
      out = out.add(config.along(axis, in.get(2 + axis)));
    }
    return new Shape[] {out};
  }
}
