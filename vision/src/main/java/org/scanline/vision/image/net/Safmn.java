package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Convolution;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Named;
import org.scanline.backbones.layer.TorchFunction;

/**
 * SAFMN++ (Ren et al., NTIRE 2024 efficient super-resolution, team 23; after Sun et al., 2023,
 * arXiv 2302.13800): a third of the channels is modulated by its own maxima over an eighth of the
 * size, then channels are mixed by convolutions.
 *
 * <p>The maxima are taken over windows of 8 to 15 rows that depend on the height: knowing it, the
 * net reads from the top down. The image must have 8 rows and columns. Parameter names as in the
 * release; no biases.
 */
public final class Safmn extends Layer implements RowNet {
  private static final int COLOURS = 3;
  private static final int SHARE = 3; // one of so many channels is modulated
  private static final int SMALLER = 8;

  private static final TorchFunction GELU = TorchFunction.of("x: Tensor", "return torch.gelu(x)");

  private static final TorchFunction POOL =
      TorchFunction.of(
          "x: Tensor, size: Tensor",
          "y, i = torch.adaptive_max_pool2d(x, [int(size[0]), int(size[1])])",
          "return y");

  private static final TorchFunction STRETCH =
      TorchFunction.of(
          "x: Tensor, like: Tensor",
          "s = [torch.size(like, 2), torch.size(like, 3)]",
          "return torch.upsample_bilinear2d(x, s, False)");

  /**
   * Sizes.
   *
   * @param width channels, a multiple of 3
   * @param inner channels where they are mixed
   * @param blocks how many
   * @param scale of the image
   */
  public record Config(int width, int inner, int blocks, int scale) {
    /** Checks the sizes. */
    public Config {
      if (width < SHARE || width % SHARE != 0 || inner < 1 || blocks < 1 || scale < 1) {
        throw new IllegalArgumentException(
            "width=%d must be a multiple of 3, inner=%d, blocks=%d and scale=%d at least 1"
                .formatted(width, inner, blocks, scale));
      }
    }

    /** The published net. */
    public static Config published() {
      return new Config(36, 54, 6, 4);
    }
  }

  private record Block(
      Convolution projection,
      Convolution coarse,
      Convolution output,
      Convolution mixing,
      Convolution point) {}

  private final Config config;
  private final TorchFunction enlarging;
  private final Convolution first;
  private final List<Block> blocks = new ArrayList<>();
  private final Convolution upsampling;

  /** Declares the parameters. */
  public Safmn(Config config) {
    this.config = config;
    int d = config.width();
    int s = config.scale();
    enlarging =
        TorchFunction.of(
            "x: Tensor",
            "s = [int(torch.mul(torch.size(x, 2), %d)), int(torch.mul(torch.size(x, 3), %d))]"
                .formatted(s, s),
            "return torch.upsample_bilinear2d(x, s, False)");
    first = addChildBlock("to_feat", square(COLOURS, d));
    Named parts = addChildBlock("feats", new Named());
    for (int i = 0; i < config.blocks(); i++) {
      blocks.add(block(parts.with(Integer.toString(i), new Named())));
    }
    upsampling = addChildBlock("to_img", new Named()).with("0", square(d, (long) COLOURS * s * s));
  }

  private Block block(Named part) {
    int d = config.width();
    int some = d / SHARE;
    Named near = part.with("conv1", new Named());
    Convolution projection = near.with("proj", square(d, d));
    Convolution.Config each = Square.config(some, some).groups(some).withoutBias();
    Convolution coarse = near.with("dwconv", new Convolution(each));
    Convolution output = near.with("out", point(d, d));
    Named mixer = part.with("conv2", new Named());
    Convolution mixing = mixer.with("conv1", square(d, config.inner()));
    return new Block(
        projection, coarse, output, mixing, mixer.with("conv2", point(config.inner(), d)));
  }

  private static Convolution square(long inputs, long outputs) {
    return new Convolution(Square.config(inputs, outputs).withoutBias());
  }

  private static Convolution point(long inputs, long outputs) {
    return new Convolution(Convolution.Config.plane(inputs, outputs, 1, 1).withoutBias());
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
    return SMALLER;
  }

  @Override
  public RowStage open(NDManager carrier, Picture picture) {
    ParameterStore store = new ParameterStore(carrier, false);
    List<RowStage> body = new ArrayList<>();
    body.add(Square.rows(carrier, store, first));
    for (Block block : blocks) {
      body.add(new SkipRows(carrier, open(carrier, store, block, picture.height())));
    }
    body.add(Square.rows(carrier, store, upsampling));
    body.add(new PixelRows(x -> Square.shuffled(x, config.scale())));
    RowStage blurred =
        new ConvolutionRows(
            carrier,
            1,
            ConvolutionRows.Edge.REPEATED,
            x -> {
              NDArray large = enlarging.apply(false, x);
              return Rows.slice(large, config.scale(), Rows.count(large) - config.scale());
            });
    return new ForkRows(carrier, new RowStages(body), blurred, NDArray::add);
  }

  private RowStage open(NDManager carrier, ParameterStore store, Block block, int height) {
    RowStage far =
        new RowStages(
            List.of(
                new PixelRows(this::modulated),
                new CoarseRows(
                    carrier,
                    new Bins(height),
                    x -> block.coarse().apply(store, x, false),
                    height)));
    return new RowStages(
        List.of(
            Square.rows(carrier, store, block.projection()),
            new SkipRows(carrier, far, (x, coarse) -> joined(x, coarse, false)),
            new PixelRows(x -> block.output().apply(store, x, false)),
            Square.rows(carrier, store, block.mixing()),
            new PixelRows(x -> block.point().apply(store, GELU.apply(false, x), false))));
  }

  /** The channels that are modulated. */
  private NDArray modulated(NDArray x) {
    return x.get(new NDIndex(":, {}:{}", 0, config.width() / SHARE));
  }

  /** The other channels, and those that are modulated by what their neighbourhood says. */
  private NDArray joined(NDArray x, NDArray coarse, boolean training) {
    NDArray others = x.get(new NDIndex(":, {}:{}", config.width() / SHARE, config.width()));
    NDArray some = GELU.apply(training, coarse).mul(modulated(x));
    return GELU.apply(training, others.concat(some, 1));
  }

  /** The largest of bins that share out all rows as PyTorch's adaptive pooling does. */
  private record Bins(int height) implements CoarseRows.Pool {
    @Override
    public int count() {
      return height / SMALLER;
    }

    @Override
    public long first(int k) {
      return (long) k * height / count();
    }

    @Override
    public long end(int k) {
      return ((k + 1L) * height + count() - 1) / count();
    }

    @Override
    public NDArray pooled(NDArray x, int k, int count) {
      NDManager manager = x.getManager();
      NDArray size = manager.create(new long[] {1, x.getShape().get(3) / SMALLER});
      NDList bins = new NDList();
      for (int i = k; i < k + count; i++) {
        bins.add(POOL.apply(false, Rows.slice(x, first(i) - first(k), end(i) - first(k)), size));
      }
      return count == 1 ? bins.get(0) : ai.djl.ndarray.NDArrays.concat(bins, 2);
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = inputs.get(0);
    NDArray deep = Square.whole(store, first, x, training);
    for (Block block : blocks) {
      NDArray projected = Square.whole(store, block.projection(), deep, training);
      Shape s = projected.getShape();
      NDArray size = x.getManager().create(new long[] {s.get(2) / SMALLER, s.get(3) / SMALLER});
      NDArray pooled = POOL.apply(training, modulated(projected), size);
      NDArray coarse = Square.whole(store, block.coarse(), pooled, training);
      NDArray far = joined(projected, STRETCH.apply(training, coarse, projected), training);
      NDArray mixed =
          Square.whole(store, block.mixing(), block.output().apply(store, far, training), training);
      deep = deep.add(block.point().apply(store, GELU.apply(training, mixed), training));
    }
    NDArray y = Square.shuffled(Square.whole(store, upsampling, deep, training), config.scale());
    return new NDList(y.add(enlarging.apply(training, x)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return Square.enlarged(inputShapes, COLOURS, config.scale());
  }
}
