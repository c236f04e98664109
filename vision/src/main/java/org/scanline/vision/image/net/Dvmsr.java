package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Convolution;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.LayerNorm;
import org.scanline.backbones.layer.Named;
import org.scanline.backbones.mixer.Mamba;
import org.scanline.backbones.scan.ScanForm;

/**
 * DVMSR (Lei et al., 2024, arXiv 2405.03008): super-resolution by Mamba layers over the pixels in
 * reading order, each group of them behind a 3x3 convolution and a skip.
 *
 * <p>All that looks at other pixels is a scan from the first to the last and 3x3 convolutions, so
 * it reads an image from the top down, {@code depths + 3} rows ahead, and any cut gives the same
 * result. Parameter names as in the NTIRE 2024 release (team 7). As in that release, a Mamba layer
 * has no skip of its own: what its block returns beside it is dropped there.
 */
public final class Dvmsr extends Layer implements RowNet {
  private static final double EPSILON = 1e-5;
  private static final int COLOURS = 3;
  private static final float[] MEAN = {0.4488f, 0.4371f, 0.4040f};

  /**
   * Sizes.
   *
   * @param width D
   * @param depths Mamba layers of each group
   * @param scale of the image, 2 or more
   */
  public record Config(int width, List<Integer> depths, int scale) {
    /** Checks the sizes. */
    public Config {
      depths = List.copyOf(depths);
      if (width < 1 || scale < 1 || depths.isEmpty() || depths.stream().anyMatch(n -> n < 1)) {
        throw new IllegalArgumentException(
            "width=%d, scale=%d and depths=%s must all be at least 1"
                .formatted(width, scale, depths));
      }
    }

    /** The published net. */
    public static Config published() {
      return new Config(60, List.of(2, 2, 2, 2), 4);
    }
  }

  private record Group(List<LayerNorm> norms, List<Mamba> mixers, Convolution convolution) {}

  private final Config config;
  private final Convolution first;
  private final LayerNorm embedding;
  private final List<Group> groups = new ArrayList<>();
  private final LayerNorm norm;
  private final Convolution afterBody;
  private final Convolution upsampling;

  /** Declares the parameters. */
  public Dvmsr(Config config) {
    this.config = config;
    int d = config.width();
    first = addChildBlock("conv_first", Square.of(COLOURS, d));
    embedding = addChildBlock("patch_embed", new Named()).with("norm", new LayerNorm(d, EPSILON));
    Named layers = addChildBlock("layers", new Named());
    for (int g = 0; g < config.depths().size(); g++) {
      groups.add(group(layers.with(Integer.toString(g), new Named()), config.depths().get(g)));
    }
    norm = addChildBlock("norm_f", new LayerNorm(d, EPSILON));
    afterBody = addChildBlock("conv_after_body", Square.of(d, d));
    int shuffled = COLOURS * config.scale() * config.scale();
    upsampling = addChildBlock("upsample", new Named()).with("0", Square.of(d, shuffled));
  }

  private Group group(Named part, int depth) {
    int d = config.width();
    Named blocks = part.with("residual_group", new Named()).with("blocks", new Named());
    List<LayerNorm> norms = new ArrayList<>();
    List<Mamba> mixers = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      Named block = blocks.with(Integer.toString(i), new Named());
      mixers.add(block.with("mixer", new Mamba(new Mamba.Config(d))));
      norms.add(block.with("norm", new LayerNorm(d, EPSILON)));
    }
    return new Group(norms, mixers, part.with("conv", Square.of(d, d)));
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
    List<RowStage> body = new ArrayList<>();
    body.add(tokens(carrier, x -> embedding.apply(store, x, false)));
    for (Group group : groups) {
      body.add(group(carrier, store, group));
    }
    body.add(tokens(carrier, x -> norm.apply(store, x, false)));
    body.add(Square.rows(carrier, store, afterBody));
    RowStage deep =
        picture.threads() > 1 ? halves(carrier, body) : new RowStages(body); // the same bits
    return new RowStages(
        List.of(
            new PixelRows(x -> ChannelsLast.of(x.sub(mean(x)), false)),
            Square.rows(carrier, store, first),
            new SkipRows(carrier, deep),
            Square.rows(carrier, store, upsampling),
            new PixelRows(x -> Square.shuffled(x, config.scale())),
            new PixelRows(x -> x.add(mean(x)))));
  }

  /** Two threads share the layers; rows of a block more are carried between them. */
  private static RowStage halves(NDManager carrier, List<RowStage> stages) {
    int half = stages.size() / 2;
    return new PipelinedRows(
        carrier,
        new RowStages(stages.subList(0, half)),
        new RowStages(stages.subList(half, stages.size())),
        true);
  }

  private static RowStage group(NDManager carrier, ParameterStore store, Group group) {
    List<RowStage> stages = new ArrayList<>();
    for (int i = 0; i < group.mixers().size(); i++) {
      LayerNorm norm = group.norms().get(i);
      Mamba mixer = group.mixers().get(i);
      stages.add(
          new TokenRows(
              carrier,
              mixer.initialState(carrier, 1),
              (x, state) ->
                  mixer.mix(store, norm.apply(store, x, false), state, ScanForm.fused(), false)));
    }
    stages.add(Square.rows(carrier, store, group.convolution()));
    return new SkipRows(carrier, new RowStages(stages));
  }

  private static RowStage tokens(
      NDManager carrier, java.util.function.UnaryOperator<NDArray> function) {
    return new TokenRows(carrier, new NDList(), (x, none) -> new NDList(function.apply(x)));
  }

  private static NDArray mean(NDArray x) {
    return x.getManager().create(MEAN, new Shape(1, COLOURS, 1, 1));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = inputs.get(0).sub(mean(inputs.get(0)));
    NDArray shallow = Square.whole(store, first, x, training);
    NDArray tokens = embedding.apply(store, TokenRows.steps(shallow), training);
    Shape image = shallow.getShape();
    for (Group group : groups) {
      NDArray mixed = tokens;
      for (int i = 0; i < group.mixers().size(); i++) {
        NDArray normed = group.norms().get(i).apply(store, mixed, training);
        mixed = group.mixers().get(i).forward(store, new NDList(normed), training).get(0);
      }
      NDArray deep =
          Square.whole(store, group.convolution(), TokenRows.pixels(mixed, image), training);
      tokens = tokens.add(TokenRows.steps(deep));
    }
    NDArray body = TokenRows.pixels(norm.apply(store, tokens, training), image);
    NDArray sum = Square.whole(store, afterBody, body, training).add(shallow);
    NDArray y = Square.shuffled(Square.whole(store, upsampling, sum, training), config.scale());
    return new NDList(y.add(mean(y)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return Square.enlarged(inputShapes, COLOURS, config.scale());
  }
}
