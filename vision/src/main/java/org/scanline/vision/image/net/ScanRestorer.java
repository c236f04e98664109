package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Convolution;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Named;
import org.scanline.backbones.layer.TorchFunction;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.stream.CarriedState;

/**
 * Scanline's own net for super-resolution and denoising: 3x3 convolutions for what is near, {@link
 * ThreeWayScan} for what is far, in residual blocks.
 *
 * <p>It reads an image from the top down, {@code 2 blocks + 3} rows (of {@code fold} pixels each)
 * ahead. For denoising, pixels are folded {@code fold} by {@code fold} into channels, and one more
 * channel tells the strength of the noise, as in FFDNet (Zhang et al., 2018). What goes out is the
 * image, each pixel repeated {@code scale} by {@code scale}, plus what the net makes.
 */
public final class ScanRestorer extends Layer implements RowNet {
  private static final int COLOURS = 3;

  /** Levels of eight bits that a noise of 1 stands for. */
  private static final double NOISE_UNIT = 255;

  private static final TorchFunction ACTIVATION =
      TorchFunction.of("x: Tensor", "return torch.leaky_relu(x, 0.1)");

  private static final TorchFunction ROWS_OF_ZEROS =
      TorchFunction.of("x: Tensor", "return torch.constant_pad_nd(x, [0, 0, 1, 1])");

  /**
   * Sizes.
   *
   * @param width D
   * @param scan E, channels of each direction of a scan
   * @param blocks residual blocks
   * @param scale pixels that go out for each that comes in, along each axis
   * @param fold side of the squares of pixels that are folded into channels; 1 when scale is not
   * @param noise whether the strength of the noise comes in
   */
  public record Config(int width, int scan, int blocks, int scale, int fold, boolean noise) {
    /** Checks the sizes. */
    public Config {
      if (width < 1 || scan < 1 || blocks < 1 || scale < 1 || fold < 1) {
        throw new IllegalArgumentException(
            "width=%d, scan=%d, blocks=%d, scale=%d and fold=%d must be at least 1"
                .formatted(width, scan, blocks, scale, fold));
      }
      if (scale > 1 && fold > 1) {
        throw new IllegalArgumentException(
            "scale=%d and fold=%d cannot both be above 1".formatted(scale, fold));
      }
    }

    /** The published nets for super-resolution. */
    public static Config superResolution(int scale) {
      return new Config(48, 16, 4, scale, 1, false);
    }

    /** The published net for denoising. */
    public static Config denoising() {
      return new Config(48, 16, 5, 1, 2, true);
    }

    /** Rows below a row that it depends on. */
    public int lookahead() {
      return fold * (2 * blocks + 3) + fold - 1;
    }

    /** Channels of a folded image. */
    int folded() {
      return COLOURS * fold * fold;
    }
  }

  private record Block(Convolution first, Convolution second, ThreeWayScan scan) {}

  private final Config config;
  private final TorchFunction folding;
  private final TorchFunction unfolding;
  private final Convolution head;
  private final List<Block> blocks = new ArrayList<>();
  private final Convolution body;
  private final Convolution tail;

  /** Declares the parameters. */
  public ScanRestorer(Config config) {
    this.config = config;
    int d = config.width();
    head = addChildBlock("head", square(config.folded() + (config.noise() ? 1 : 0), d));
    Named parts = addChildBlock("blocks", new Named());
    for (int i = 0; i < config.blocks(); i++) {
      Named part = parts.with(Integer.toString(i), new Named());
      blocks.add(
          new Block(
              part.with("first", square(d, d)),
              part.with("second", square(d, d)),
              part.with("scan", new ThreeWayScan(d, config.scan()))));
    }
    body = addChildBlock("body", square(d, d));
    tail = addChildBlock("tail", square(d, config.folded() * config.scale() * config.scale()));
    folding =
        TorchFunction.of(
            "x: Tensor", "return torch.pixel_unshuffle(x, %d)".formatted(config.fold()));
    unfolding =
        TorchFunction.of(
            "x: Tensor, base: Tensor",
            "y = torch.add(x, torch.repeat_interleave(base, %d, 1))"
                .formatted(config.scale() * config.scale()),
            "return torch.pixel_shuffle(y, %d)".formatted(config.fold() * config.scale()));
  }

  /** 3x3 with zeros to the left and right; those above and below are put there by the caller. */
  private static Convolution square(long inputs, long outputs) {
    return new Convolution(Convolution.Config.plane(inputs, outputs, 3, 3).padding(0, 1));
  }

  /** Sizes. */
  public Config config() {
    return config;
  }

  /** Restores whole images x (B,3,H,W) with a noise (B,1,1,1) between 0 and 1, H and W folded. */
  public NDArray restore(
      ParameterStore store, NDArray x, @Nullable NDArray noise, boolean training) {
    NDArray folded = folded(x, training);
    NDArray features = whole(store, head, conditioned(folded, noise), training);
    NDArray deep = features;
    for (Block block : blocks) {
      NDArray near = activated(whole(store, block.first(), deep, training), training);
      deep = deep.add(whole(store, block.second(), near, training));
      deep = deep.add(block.scan().forward(store, new NDList(deep), training).get(0));
    }
    deep = whole(store, body, deep, training).add(features);
    return unfolding.apply(training, whole(store, tail, deep, training), folded);
  }

  private NDArray folded(NDArray x, boolean training) {
    NDArray folded = config.fold() == 1 ? x : folding.apply(training, x);
    return ChannelsLast.of(folded, training);
  }

  private static NDArray conditioned(NDArray folded, @Nullable NDArray noise) {
    if (noise == null) {
      return folded;
    }
    Shape s = folded.getShape();
    return folded.concat(noise.broadcast(s.get(0), 1, s.get(2), s.get(3)), 1);
  }

  private static NDArray activated(NDArray x, boolean training) {
    return ACTIVATION.apply(training, x);
  }

  private static NDArray whole(
      ParameterStore store, Convolution convolution, NDArray x, boolean training) {
    return convolution.apply(store, ROWS_OF_ZEROS.apply(training, x), training);
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
    List<RowStage> residual = new ArrayList<>();
    for (Block block : blocks) {
      RowStage near =
          new RowStages(
              List.of(
                  convolution(carrier, store, block.first()),
                  new PixelRows(x -> activated(x, false)),
                  convolution(carrier, store, block.second())));
      residual.add(new SkipRows(carrier, near));
      residual.add(new SkipRows(carrier, new ScanRows(carrier, store, block.scan())));
    }
    residual.add(convolution(carrier, store, body));
    int half = residual.size() / 2;
    RowStage deep =
        new PipelinedRows(
            carrier,
            new RowStages(residual.subList(0, half)),
            new RowStages(residual.subList(half, residual.size())),
            picture.threads() > 1);
    RowStage made =
        new RowStages(
            List.of(
                new PixelRows(x -> withNoise(x, picture.sigma())),
                convolution(carrier, store, head),
                new SkipRows(carrier, deep),
                convolution(carrier, store, tail)));
    RowStage whole =
        new RowStages(
            List.of(new PixelRows(this::foldedRows), new SkipRows(carrier, made, this::unfolded)));
    return config.fold() == 1 ? whole : new FoldedRows(carrier, whole, config.fold());
  }

  /** libtorch's own folding loses channels where there are no rows. */
  private NDArray foldedRows(NDArray x) {
    return Rows.count(x) > 0
        ? folded(x, false)
        : none(x, config.folded(), x.getShape().get(3) / config.fold());
  }

  private NDArray unfolded(NDArray base, NDArray made) {
    long side = (long) config.fold() * config.scale();
    return Rows.count(base) > 0
        ? unfolding.apply(false, made, base)
        : none(base, COLOURS, base.getShape().get(3) * side);
  }

  private NDArray none(NDArray x, long channels, long columns) {
    return x.getManager().zeros(new Shape(1, channels, 0, columns));
  }

  private NDArray withNoise(NDArray folded, double sigma) {
    if (!config.noise()) {
      return folded;
    }
    return conditioned(
        folded, folded.getManager().full(new Shape(1, 1, 1, 1), (float) (sigma / NOISE_UNIT)));
  }

  private static RowStage convolution(NDManager carrier, ParameterStore store, Convolution conv) {
    return new ConvolutionRows(carrier, 1, x -> conv.apply(store, x, false));
  }

  /** A scan whose state goes from strip to strip. */
  private static final class ScanRows implements RowStage {
    private final NDManager carrier;
    private final ParameterStore store;
    private final ThreeWayScan scan;
    private @Nullable NDArray above;

    ScanRows(NDManager carrier, ParameterStore store, ThreeWayScan scan) {
      this.carrier = carrier;
      this.store = store;
      this.scan = scan;
    }

    @Override
    public NDArray rows(NDArray x, boolean last) {
      if (Rows.count(x) == 0) {
        return x;
      }
      NDArray before = above;
      NDArray known = before == null ? scan.above(x.getManager(), 1, x.getShape().get(3)) : before;
      ScanResult mixed = scan.mix(store, ScanForm.fused(), x, known, false);
      above = Rows.kept(carrier, mixed.state());
      if (before != null) {
        before.close();
      }
      return mixed.output();
    }

    @Override
    public void carry(CarriedState state) throws IOException {
      above = Rows.carried(state, carrier, above);
    }

    @Override
    public int lookahead() {
      return 0;
    }

    @Override
    public void close() {
      if (above != null) {
        above.close();
      }
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray noise = inputs.size() > 1 ? inputs.get(1) : null;
    return new NDList(restore(store, inputs.get(0), noise, training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    int s = config.scale();
    return new Shape[] {new Shape(in.get(0), COLOURS, in.get(2) * s, in.get(3) * s)};
  }
}
