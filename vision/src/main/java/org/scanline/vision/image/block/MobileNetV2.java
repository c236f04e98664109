package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.ImageConvolution;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Named;
import org.scanline.backbones.layer.Projection;

/**
 * MobileNetV2 (Sandler et al., 2018, table 2): classes from images by {@link InvertedResidual}
 * blocks.
 *
 * <p>Images (B,3,H,W), normalized as the weights want it, to scores (B,classes); no dropout.
 * Parameter names as in torchvision: features.N, classifier.1.
 */
public final class MobileNetV2 extends Layer {
  private static final int DIVISOR = 8;

  /** Expansion, channels, repeats and first stride of each stage. */
  private static final int[][] STAGES = {
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1}
  };

  /**
   * Sizes.
   *
   * @param widths what the channels of the paper are multiplied with
   * @param classes that go out
   */
  public record Config(double widths, int classes) {
    /** Checks the sizes. */
    public Config {
      if (!(widths > 0) || classes < 1) {
        throw new IllegalArgumentException(
            "widths=%s must be above 0 and classes=%d at least 1".formatted(widths, classes));
      }
    }
  }

  private final Config config;
  private final List<Block> features = new ArrayList<>();
  private final Projection classifier;

  /** Declares the parameters. */
  public MobileNetV2(Config config) {
    this.config = config;
    int width = divisible(32 * config.widths());
    features.add(new NormedConvolution(NormedConvolution.around(3, width, 2, 1)));
    for (int[] stage : STAGES) {
      int outputs = divisible(stage[1] * config.widths());
      for (int i = 0; i < stage[2]; i++) {
        int stride = i == 0 ? stage[3] : 1;
        features.add(
            new InvertedResidual(new InvertedResidual.Config(width, outputs, stride, stage[0])));
        width = outputs;
      }
    }
    int last = divisible(1280 * Math.max(1, config.widths()));
    features.add(new NormedConvolution(ImageConvolution.Config.pointwise(width, last)));
    addChildBlock("features", Named.numbered(features));
    classifier =
        addChildBlock("classifier", new Named())
            .with("1", new Projection(last, config.classes(), true));
  }

  /** The nearest multiple of 8 that is not more than a tenth below. */
  private static int divisible(double channels) {
    int nearest = Math.max(DIVISOR, (int) (channels + DIVISOR / 2.0) / DIVISOR * DIVISOR);
    return nearest < 0.9 * channels ? nearest + DIVISOR : nearest;
  }

  /** What the first parts make of x (B,3,H,W); there are 19. */
  public NDArray features(ParameterStore store, NDArray x, int parts, boolean training) {
    NDList y = new NDList(x);
    for (Block part : features.subList(0, parts)) {
      y = part.forward(store, y, training);
    }
    return y.singletonOrThrow();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray y = features(store, inputs.get(0), features.size(), training);
    NDArray mean = y.reshape(y.getShape().get(0), y.getShape().get(1), -1).mean(new int[] {2});
    return new NDList(classifier.apply(store, mean, training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), config.classes())};
  }
}
