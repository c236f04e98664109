package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Convolution;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Named;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.layer.TorchFunction;

/**
 * SPAN (Wan et al., 2023, arXiv 2311.12770): super-resolution by blocks of three 3x3 convolutions
 * whose result weighs itself, without parameters for that.
 *
 * <p>It reads from the top down, {@code 3 blocks + 3} rows ahead. Parameter names as in the NTIRE
 * 2024 releases (teams 38 and 39). As in those, the last block's first convolution is taken behind
 * its activation for the sum of features: the activation works in place there.
 */
public final class Span extends Layer implements RowNet {
  private static final int COLOURS = 3;
  private static final int RANGE = 255;
  private static final float[] MEAN = {0.4488f, 0.4371f, 0.4040f};

  private static final TorchFunction SILU = TorchFunction.of("x: Tensor", "return torch.silu(x)");

  /**
   * Sizes.
   *
   * @param width channels
   * @param blocks how many, at least 2
   * @param scale of the image
   */
  public record Config(int width, int blocks, int scale) {
    /** Checks the sizes. */
    public Config {
      if (width < 1 || blocks < 2 || scale < 1) {
        throw new IllegalArgumentException(
            "width=%d and scale=%d must be at least 1, blocks=%d at least 2"
                .formatted(width, scale, blocks));
      }
    }

    /** The published net of team 38. */
    public static Config published() {
      return new Config(28, 6, 4);
    }
  }

  record Block(Convolution first, Convolution second, Convolution third) {}

  private final Config config;
  private final Convolution first;
  private final List<Block> blocks = new ArrayList<>();
  private final Convolution gathering;
  private final Convolution last;
  private final Convolution upsampling;

  /** Declares the parameters. */
  public Span(Config config) {
    this.config = config;
    int d = config.width();
    first = folded(addChildBlock("conv_1", new Named()), COLOURS, d);
    for (int b = 1; b <= config.blocks(); b++) {
      Named part = addChildBlock("block_" + b, new Named());
      blocks.add(
          new Block(
              folded(part.with("c1_r", new Named()), d, d),
              folded(part.with("c2_r", new Named()), d, d),
              folded(part.with("c3_r", new Named()), d, d)));
    }
    gathering = addChildBlock("conv_cat", Square.point(4L * d, d));
    last = folded(addChildBlock("conv_2", new Named()), d, d);
    int shuffled = COLOURS * config.scale() * config.scale();
    upsampling = addChildBlock("upsampler", new Named()).with("0", Square.of(d, shuffled));
  }

  private static Convolution folded(Named part, long inputs, long outputs) {
    return part.with("eval_conv", Square.of(inputs, outputs));
  }

  @Override
  public int channels() {
    return COLOURS;
  }

  @Override
  public int scale() {
    return config.scale();
  }

  @Override
  public RowStage open(NDManager carrier, Picture picture) {
    ParameterStore store = new ParameterStore(carrier, false);
    return new RowStages(
        List.of(
            new PixelRows(x -> x.sub(mean(x)).mul(RANGE)),
            Square.rows(carrier, store, first),
            new SpanRows(carrier, store, blocks, last),
            new PixelRows(x -> gathering.apply(store, x, false)),
            Square.rows(carrier, store, upsampling),
            new PixelRows(x -> Square.shuffled(x, config.scale()))));
  }

  private static NDArray mean(NDArray x) {
    return x.getManager().create(MEAN, new Shape(1, COLOURS, 1, 1));
  }

  static NDArray activated(NDArray x, boolean training) {
    return SILU.apply(training, x);
  }

  /** The block's input x and its last convolution's output y: (x + y) (sigmoid(y) - 1/2). */
  static NDArray weighed(NDArray x, NDArray y) {
    return x.add(y).mul(Activation.sigmoid(y).sub(0.5f));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = Scalars.times(inputs.get(0).sub(mean(inputs.get(0))), RANGE);
    NDArray shallow = Square.whole(store, first, x, training);
    NDArray deep = shallow;
    NDList gathered = new NDList(shallow);
    NDArray inner = shallow;
    for (Block block : blocks) {
      inner = activated(Square.whole(store, block.first(), deep, training), training);
      NDArray second = activated(Square.whole(store, block.second(), inner, training), training);
      deep = weighed(deep, Square.whole(store, block.third(), second, training));
      if (gathered.size() == 1) {
        gathered.add(deep);
      }
    }
    gathered.add(1, Square.whole(store, last, deep, training));
    gathered.add(inner);
    NDArray sum = gathering.apply(store, NDArrays.concat(gathered, 1), training);
    return new NDList(
        Square.shuffled(Square.whole(store, upsampling, sum, training), config.scale()));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return Square.enlarged(inputShapes, COLOURS, config.scale());
  }
}
