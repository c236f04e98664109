package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.ImageConvolution;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.LayerNorm;
import org.scanline.backbones.layer.Named;
import org.scanline.backbones.layer.Projection;

/**
 * VMamba (Liu et al., 2024, arXiv 2401.10166): classes from images by {@link VssBlock}s in stages,
 * each at half the resolution and twice the width of the one before.
 *
 * <p>Every block reads the whole image in four directions: no streaming. Images (B,3,H,W),
 * normalized as the weights want it, to scores (B,classes). Parameter names as in VMamba with patch
 * embedding "v2" and downsampling "v3": patch_embed, layers.N.blocks.N, layers.N.downsample,
 * classifier.norm, classifier.head.
 */
public final class VMamba extends Layer {
  private static final double EPSILON = 1e-5;

  /**
   * Sizes.
   *
   * @param width C of the first stage, even
   * @param depths blocks of each stage
   * @param expansion how many times wider MLPs are inside
   * @param classes that go out
   */
  public record Config(int width, List<Integer> depths, int expansion, int classes) {
    /** Checks the sizes. */
    public Config {
      depths = List.copyOf(depths);
      if (width < 2 || width % 2 != 0 || expansion < 1 || classes < 1) {
        throw new IllegalArgumentException(
            "width=%d must be even, expansion=%d and classes=%d at least 1"
                .formatted(width, expansion, classes));
      }
      if (depths.isEmpty() || depths.stream().anyMatch(n -> n < 1)) {
        throw new IllegalArgumentException("depths=" + depths + " must be at least 1 each");
      }
    }

    /** VMamba-T [s1l8]. */
    public static Config tiny() {
      return new Config(96, List.of(2, 2, 8, 2), 4, 1000);
    }
  }

  /** A convolution to half the resolution and the norm behind it. */
  private record Halving(ImageConvolution convolution, LayerNorm norm) {
    static Halving in(Named parts, int at, int inputs, int outputs) {
      ImageConvolution.Config config = new ImageConvolution.Config(inputs, outputs, 3, 2, 1, 1);
      return new Halving(
          parts.with(Integer.toString(at), new ImageConvolution(config, true)),
          parts.with(Integer.toString(at + 2), new LayerNorm(outputs, EPSILON)));
    }

    NDArray apply(ParameterStore store, NDArray x, boolean training) {
      NDArray y = convolution.apply(store, x, training).transpose(0, 2, 3, 1);
      return norm.apply(store, y, training).transpose(0, 3, 1, 2);
    }
  }

  private record Stage(List<VssBlock> blocks, @Nullable Halving halving) {}

  private final Config config;
  private final Halving first;
  private final Halving second;
  private final List<Stage> stages = new ArrayList<>();
  private final LayerNorm norm;
  private final Projection head;

  /** Declares the parameters. */
  public VMamba(Config config) {
    this.config = config;
    Named embedding = addChildBlock("patch_embed", new Named());
    first = Halving.in(embedding, 0, 3, config.width() / 2);
    second = Halving.in(embedding, 5, config.width() / 2, config.width());
    Named layers = addChildBlock("layers", new Named());
    int width = config.width();
    for (int i = 0; i < config.depths().size(); i++) {
      boolean last = i == config.depths().size() - 1;
      Named layer = layers.with(Integer.toString(i), new Named());
      List<VssBlock> blocks = new ArrayList<>();
      for (int j = 0; j < config.depths().get(i); j++) {
        blocks.add(new VssBlock(VssScan.Config.released(width), config.expansion() * width));
      }
      layer.with("blocks", Named.numbered(blocks));
      Halving halving =
          last ? null : Halving.in(layer.with("downsample", new Named()), 1, width, 2 * width);
      stages.add(new Stage(blocks, halving));
      width = last ? width : 2 * width;
    }
    Named classifier = addChildBlock("classifier", new Named());
    norm = classifier.with("norm", new LayerNorm(width, EPSILON));
    head = classifier.with("head", new Projection(width, config.classes(), true));
  }

  /** Images (B,3,H,W) to patches (B,C,H/4,W/4). */
  public NDArray embed(ParameterStore store, NDArray x, boolean training) {
    return second.apply(store, Activation.gelu(first.apply(store, x, training)), training);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = embed(store, inputs.get(0), training);
    for (Stage stage : stages) {
      for (Block block : stage.blocks()) {
        x = block.forward(store, new NDList(x), training).singletonOrThrow();
      }
      x = stage.halving() == null ? x : stage.halving().apply(store, x, training);
    }
    NDArray normed = norm.apply(store, x.transpose(0, 2, 3, 1), training);
    Shape s = normed.getShape();
    NDArray mean = normed.reshape(s.get(0), -1, s.get(3)).mean(new int[] {1});
    return new NDList(head.apply(store, mean, training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), config.classes())};
  }
}
