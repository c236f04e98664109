package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
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
 * RLFN (Kong et al., 2022, arXiv 2205.07514): super-resolution by groups of 3x3 convolutions, each
 * weighed by a coarse look at a wide neighbourhood (enhanced spatial attention).
 *
 * <p>That look covers windows of 15 rows, 6 apart, however large the image: knowing the height, it
 * reads from the top down, some 30 rows ahead in each group. The image must have 15 rows and
 * columns. Parameter names as in the NTIRE 2022 and 2024 releases (baseline, team 0), which take
 * 0..255; here it is 0..1.
 */
public final class Rlfn extends Layer implements RowNet {
  private static final int COLOURS = 3;
  private static final int RANGE = 255;
  private static final int WINDOW = 15; // rows of a pooled row
  private static final int STEP = 6; // rows from one window to the next

  private static final TorchFunction ACTIVATION =
      TorchFunction.of("x: Tensor", "return torch.leaky_relu(x, 0.05)");

  private static final TorchFunction POOL =
      TorchFunction.of("x: Tensor", "return torch.max_pool2d(x, [7, 7], [3, 3])");

  private static final TorchFunction STRETCH =
      TorchFunction.of(
          "x: Tensor, like: Tensor",
          "s = [torch.size(like, 2), torch.size(like, 3)]",
          "return torch.upsample_bilinear2d(x, s, False)");

  /**
   * Sizes.
   *
   * @param width channels between the groups
   * @param inner channels in the groups
   * @param attention channels of the coarse look
   * @param groups how many
   * @param scale of the image
   */
  public record Config(int width, int inner, int attention, int groups, int scale) {
    /** Checks the sizes. */
    public Config {
      if (width < 1 || inner < 1 || attention < 1 || groups < 1 || scale < 1) {
        throw new IllegalArgumentException(
            "width=%d, inner=%d, attention=%d, groups=%d and scale=%d must all be at least 1"
                .formatted(width, inner, attention, groups, scale));
      }
    }

    /** The published net. */
    public static Config published() {
      return new Config(46, 48, 16, 4, 4);
    }
  }

  private record Attention(
      Convolution narrow,
      Convolution direct,
      Convolution strided,
      Convolution coarse,
      Convolution wide) {}

  private record Group(List<Convolution> convolutions, Convolution point, Attention attention) {}

  private final Config config;
  private final Convolution first;
  private final List<Group> groups = new ArrayList<>();
  private final Convolution last;
  private final Convolution upsampling;

  /** Declares the parameters. */
  public Rlfn(Config config) {
    this.config = config;
    int d = config.width();
    first = addChildBlock("conv_1", Square.of(COLOURS, d));
    for (int g = 1; g <= config.groups(); g++) {
      groups.add(group(addChildBlock("block_" + g, new Named())));
    }
    last = addChildBlock("conv_2", Square.of(d, d));
    int shuffled = COLOURS * config.scale() * config.scale();
    upsampling = addChildBlock("upsampler", new Named()).with("0", Square.of(d, shuffled));
  }

  private Group group(Named part) {
    int d = config.width();
    int e = config.inner();
    List<Convolution> convolutions =
        List.of(
            part.with("c1_r", Square.of(d, e)),
            part.with("c2_r", Square.of(e, e)),
            part.with("c3_r", Square.of(e, d)));
    Convolution point = part.with("c5", Square.point(d, d));
    Named esa = part.with("esa", new Named());
    int f = config.attention();
    return new Group(
        convolutions,
        point,
        new Attention(
            esa.with("conv1", Square.point(d, f)),
            esa.with("conv_f", Square.point(f, f)),
            esa.with("conv2", new Convolution(Convolution.Config.plane(f, f, 3, 3).stride(2, 2))),
            esa.with("conv3", Square.of(f, f)),
            esa.with("conv4", Square.point(f, d))));
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
  public int leastSide() {
    return WINDOW;
  }

  @Override
  public RowStage open(NDManager carrier, Picture picture) {
    ParameterStore store = new ParameterStore(carrier, false);
    List<RowStage> body = new ArrayList<>();
    for (Group group : groups) {
      body.add(open(carrier, store, group, picture.height()));
    }
    body.add(Square.rows(carrier, store, last));
    return new RowStages(
        List.of(
            new PixelRows(x -> x.mul(RANGE)),
            Square.rows(carrier, store, first),
            new SkipRows(carrier, new RowStages(body)),
            Square.rows(carrier, store, upsampling),
            new PixelRows(x -> Square.shuffled(x, config.scale()).div(RANGE))));
  }

  private static RowStage open(NDManager carrier, ParameterStore store, Group group, int height) {
    List<RowStage> convolutions = new ArrayList<>();
    for (Convolution convolution : group.convolutions()) {
      convolutions.add(Square.rows(carrier, store, convolution));
      convolutions.add(new PixelRows(x -> ACTIVATION.apply(false, x)));
    }
    Attention a = group.attention();
    RowStage coarse =
        new CoarseRows(
            carrier,
            new Windows(x -> POOL.apply(false, a.strided().apply(store, x, false)), height),
            x -> a.coarse().apply(store, x, false),
            height);
    RowStage weights =
        new RowStages(
            List.of(
                new PixelRows(x -> a.narrow().apply(store, x, false)),
                new SkipRows(
                    carrier, coarse, (x, far) -> far.add(a.direct().apply(store, x, false))),
                new PixelRows(x -> Activation.sigmoid(a.wide().apply(store, x, false)))));
    return new RowStages(
        List.of(
            new SkipRows(carrier, new RowStages(convolutions)),
            new PixelRows(x -> group.point().apply(store, x, false)),
            new SkipRows(carrier, weights, (x, weight) -> x.mul(weight))));
  }

  /** A convolution of three rows, 2 apart, and the largest of seven, 3 apart. */
  private record Windows(java.util.function.UnaryOperator<NDArray> pool, int height)
      implements CoarseRows.Pool {
    @Override
    public int count() {
      return (height - WINDOW) / STEP + 1;
    }

    @Override
    public long first(int k) {
      return (long) STEP * k;
    }

    @Override
    public long end(int k) {
      return first(k) + WINDOW;
    }

    @Override
    public NDArray pooled(NDArray x, int k, int count) {
      return pool.apply(x);
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = Scalars.times(inputs.get(0), RANGE);
    NDArray shallow = Square.whole(store, first, x, training);
    NDArray deep = shallow;
    for (Group group : groups) {
      deep = whole(store, group, deep, training);
    }
    NDArray sum = Square.whole(store, last, deep, training).add(shallow);
    NDArray y = Square.shuffled(Square.whole(store, upsampling, sum, training), config.scale());
    return new NDList(Scalars.times(y, 1.0 / RANGE));
  }

  private static NDArray whole(ParameterStore store, Group group, NDArray x, boolean training) {
    NDArray near = x;
    for (Convolution convolution : group.convolutions()) {
      near = ACTIVATION.apply(training, Square.whole(store, convolution, near, training));
    }
    NDArray mixed = group.point().apply(store, near.add(x), training);
    Attention a = group.attention();
    NDArray narrow = a.narrow().apply(store, mixed, training);
    NDArray pooled = POOL.apply(training, a.strided().apply(store, narrow, training));
    NDArray coarse = Square.whole(store, a.coarse(), pooled, training);
    NDArray sum =
        STRETCH.apply(training, coarse, narrow).add(a.direct().apply(store, narrow, training));
    return mixed.mul(Activation.sigmoid(a.wide().apply(store, sum, training)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return Square.enlarged(inputShapes, COLOURS, config.scale());
  }
}
