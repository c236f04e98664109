package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import org.jspecify.annotations.Nullable;

/**
 * A convolution over rows and columns of images (B,C,H,W) with zeros around them; parameters weight
 * (out,in/groups,size,size) and, if asked for, bias (out).
 */
public final class ImageConvolution extends UnaryLayer {

  /**
   * What it computes.
   *
   * @param inputs channels that come in
   * @param outputs channels that go out
   * @param size rows and columns of the kernel
   * @param stride step in both directions
   * @param padding zeros on each side
   * @param groups parts that the channels are cut in, each convolved by itself
   */
  public record Config(long inputs, long outputs, int size, int stride, int padding, int groups) {
    /** Checks that the numbers fit together. */
    public Config {
      if (size < 1 || stride < 1 || padding < 0 || groups < 1) {
        throw new IllegalArgumentException(
            "size=%d, stride=%d and groups=%d must be at least 1, padding=%d at least 0"
                .formatted(size, stride, groups, padding));
      }
      if (inputs < 1 || outputs < 1 || inputs % groups != 0 || outputs % groups != 0) {
        throw new IllegalArgumentException(
            "inputs=%d and outputs=%d must be multiples of groups=%d"
                .formatted(inputs, outputs, groups));
      }
    }

    /** A dense layer at each pixel. */
    public static Config pointwise(long inputs, long outputs) {
      return new Config(inputs, outputs, 1, 1, 0, 1);
    }

    /** Each channel by itself, as many pixels out as in; the size must be odd. */
    public static Config depthwise(int channels, int size) {
      if (size % 2 == 0) {
        throw new IllegalArgumentException("size=" + size + " must be odd");
      }
      return new Config(channels, channels, size, 1, size / 2, channels);
    }
  }

  private final Config config;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** Declares the parameters. */
  public ImageConvolution(Config config, boolean withBias) {
    this.config = config;
    long each = config.inputs() / config.groups();
    long taps = each * config.size() * config.size();
    weight = parameter("weight", dense(taps), config.outputs(), each, config.size(), config.size());
    bias = withBias ? parameter("bias", dense(taps), config.outputs()) : null;
  }

  /** Convolves x (B,in,H,W). */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray b = bias == null ? null : value(store, bias, x.getDevice(), training);
    return Conv2d.conv2d(
            x,
            value(store, weight, x.getDevice(), training),
            b,
            new Shape(config.stride(), config.stride()),
            new Shape(config.padding(), config.padding()),
            new Shape(1, 1),
            config.groups())
        .singletonOrThrow();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {
      new Shape(in.get(0), config.outputs(), pixels(in.get(2)), pixels(in.get(3)))
    };
  }

  private long pixels(long along) {
    return (along + 2L * config.padding() - config.size()) / config.stride() + 1;
  }
}
