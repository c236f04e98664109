package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.ImageConvolution;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Named;

/**
 * MobileNetV2's block (Sandler et al., "MobileNetV2: inverted residuals and linear bottlenecks",
 * 2018, table 1): widen, convolve each channel, narrow; a skip around it where the shape stays.
 *
 * <p>Images (B,in,H,W) to (B,out,H,W), with a stride of 2 (B,out,(H+1)/2,(W+1)/2). Parameter names
 * as in torchvision: conv.N.
 */
public final class InvertedResidual extends Layer {
  private static final double EPSILON = 1e-5;

  /**
   * Sizes.
   *
   * @param inputs channels that come in
   * @param outputs channels that go out
   * @param stride 1 or 2
   * @param expansion how many times wider it is inside
   */
  public record Config(int inputs, int outputs, int stride, int expansion) {
    /** Checks the sizes. */
    public Config {
      if (inputs < 1 || outputs < 1 || expansion < 1 || stride < 1 || stride > 2) {
        throw new IllegalArgumentException(
            "inputs=%d, outputs=%d and expansion=%d must be at least 1, stride=%d 1 or 2"
                .formatted(inputs, outputs, expansion, stride));
      }
    }
  }

  private final Config config;
  private final List<NormedConvolution> inner = new ArrayList<>();
  private final ImageConvolution narrow;
  private final BatchNorm norm;

  /** Declares the parameters. */
  public InvertedResidual(Config config) {
    this.config = config;
    int width = config.inputs() * config.expansion();
    if (config.expansion() > 1) {
      inner.add(new NormedConvolution(ImageConvolution.Config.pointwise(config.inputs(), width)));
    }
    inner.add(
        new NormedConvolution(NormedConvolution.around(width, width, config.stride(), width)));
    Named parts = addChildBlock("conv", Named.numbered(inner));
    ImageConvolution.Config last = ImageConvolution.Config.pointwise(width, config.outputs());
    narrow = parts.with(Integer.toString(inner.size()), new ImageConvolution(last, false));
    norm = parts.with(Integer.toString(inner.size() + 1), new BatchNorm(config.outputs(), EPSILON));
  }

  /** Runs the block on x (B,in,H,W). */
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray y = x;
    for (NormedConvolution part : inner) {
      y = part.apply(store, y, training);
    }
    y = norm.apply(store, narrow.apply(store, y, training), training);
    return config.stride() == 1 && config.inputs() == config.outputs() ? x.add(y) : y;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(apply(store, inputs.get(0), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    int s = config.stride();
    return new Shape[] {
      new Shape(in.get(0), config.outputs(), (in.get(2) + s - 1) / s, (in.get(3) + s - 1) / s)
    };
  }
}
