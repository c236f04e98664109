package org.scanline.vision.image.block;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.layer.ImageConvolution;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.LayerNorm;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.mixer.StepSizes;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.selective.SelectiveScan;

/**
 * VMamba's SS2D as released (forward types "v05", "v05_noz" and "v3"; Liu et al., 2024, arXiv
 * 2401.10166): a projection, a depthwise 3x3 convolution with silu, four selective scans, a norm,
 * perhaps a gate, a projection.
 *
 * <p>It reads an image in four directions, so that it needs the whole of it: no streaming, memory
 * and time grow with the pixels. {@link FourWayPasses} runs it over rows in a file instead, several
 * times. Images (B,H,W,C) in and out. Parameter names as in VMamba's release of 2024: in_proj,
 * conv2d, x_proj, dt_projs.weight, dt_projs_bias, A_logs, Ds, out_norm, out_proj. The first
 * release, with x_proj_weight, is {@link org.scanline.backbones.mixer.noncausal.Ss2d}.
 */
public final class VssScan extends Layer {
  private static final int CHUNK = 64;
  private static final double EPSILON = 1e-5;

  /**
   * Sizes.
   *
   * @param width C
   * @param inner D
   * @param rank R, inner width of the projection to the step sizes
   * @param state N
   * @param gated whether half of the first projection gates the output
   * @param biased whether the convolution has a bias
   * @param paths in which orders the image is read
   */
  public record Config(
      int width, int inner, int rank, int state, boolean gated, boolean biased, ScanPaths paths) {
    /** Checks the sizes. */
    public Config {
      if (width < 1 || inner < 1 || rank < 1 || state < 1) {
        throw new IllegalArgumentException(
            "width=%d, inner=%d, rank=%d and state=%d must all be at least 1"
                .formatted(width, inner, rank, state));
      }
    }

    /** That of VMamba-T, -S and -B [s1l8]: D = C, N = 1, no gate, no bias, crosswise. */
    public static Config released(int width) {
      return new Config(width, width, (width + 15) / 16, 1, false, false, ScanPaths.CROSS);
    }
  }

  private final Config config;
  private final Projection input;
  private final ImageConvolution convolution;
  private final NamedWeight selection;
  private final NamedWeight steps;
  private final Parameter stepBias;
  private final Parameter logA;
  private final Parameter direct;
  private final LayerNorm norm;
  private final Projection output;

  /** Declares the parameters. */
  public VssScan(Config config) {
    this.config = config;
    long d = config.inner();
    long selected = config.rank() + 2L * config.state();
    logA = parameter("A_logs", StepSizes.logRates(), ScanPaths.WAYS * d, config.state());
    direct = parameter("Ds", constant(1), ScanPaths.WAYS * d);
    stepBias = parameter("dt_projs_bias", StepSizes.initializer(), ScanPaths.WAYS, d);
    norm = addChildBlock("out_norm", new LayerNorm(d, EPSILON));
    long both = config.gated() ? 2 * d : d;
    input = addChildBlock("in_proj", new Projection(config.width(), both, false));
    ImageConvolution.Config around = ImageConvolution.Config.depthwise(config.inner(), 3);
    convolution = addChildBlock("conv2d", new ImageConvolution(around, config.biased()));
    selection = addChildBlock("x_proj", new NamedWeight(ScanPaths.WAYS * selected, d));
    steps = addChildBlock("dt_projs", new NamedWeight(ScanPaths.WAYS * d, config.rank()));
    output = addChildBlock("out_proj", new Projection(d, config.width(), false));
  }

  /** Mixes images (B,H,W,C): the fused form on a CPU unless in training, else the chunked one. */
  public NDArray mix(ParameterStore store, NDArray x, boolean training) {
    boolean fused =
        !training
            && x.getDevice().getDeviceType().equals("cpu")
            && x.getDataType() == DataType.FLOAT32;
    return mix(store, x, fused ? ScanForm.fused() : ScanForm.chunked(CHUNK), training);
  }

  /** Mixes images (B,H,W,C) by a form of the scan; all give the same. */
  public NDArray mix(ParameterStore store, NDArray x, ScanForm form, boolean training) {
    NDList entered = enter(store, x, training);
    NDArray y = scan(store, entered.get(0).transpose(0, 3, 1, 2), form, training);
    return leave(store, y.transpose(0, 2, 3, 1), entered, training);
  }

  /** Before the scans: u (B,H,W,D), and the gate, (B,H,W,D), if there is one. */
  NDList enter(ParameterStore store, NDArray x, boolean training) {
    NDList parts = new NDList(input.apply(store, x, training));
    if (config.gated()) {
      NDList halves = parts.get(0).split(new long[] {config.inner()}, 3);
      parts = new NDList(halves.get(0), Activations.silu(halves.get(1)));
    }
    NDArray channelsFirst = parts.get(0).transpose(0, 3, 1, 2);
    NDArray u = Activations.silu(convolution.apply(store, channelsFirst, training));
    parts.set(0, u.transpose(0, 2, 3, 1));
    return parts;
  }

  /** Behind the scans: from their sum y (B,H,W,D), and what was entered, to (B,H,W,C). */
  NDArray leave(ParameterStore store, NDArray y, NDList entered, boolean training) {
    NDArray normed = norm.apply(store, y, training);
    return output.apply(store, entered.size() == 1 ? normed : normed.mul(entered.get(1)), training);
  }

  Config config() {
    return config;
  }

  /** One of the four scans by itself, its weights on a manager. */
  DirectedScan direction(ParameterStore store, NDManager manager, int way) {
    Device device = manager.getDevice();
    NDArray on = manager.zeros(new Shape(1));
    long ways = ScanPaths.WAYS;
    long d = config.inner();
    long from = way * d;
    NDIndex rows = new NDIndex("{}:{}", from, from + d);
    return new DirectedScan(
        local(on, selection.of(store, device, false)).reshape(ways, -1, d).get(way),
        local(on, steps.of(store, device, false)).get(rows),
        new SelectiveScan(
            local(on, value(store, logA, device, false)).get(rows).exp().neg(),
            local(on, value(store, direct, device, false)).get(rows),
            local(on, value(store, stepBias, device, false)).get(way),
            false));
  }

  /** The scans of x (B,D,H,W), added up. */
  private NDArray scan(ParameterStore store, NDArray x, ScanForm form, boolean training) {
    Device device = x.getDevice();
    Shape s = x.getShape();
    long ways = ScanPaths.WAYS;
    long d = config.inner();
    long pixels = s.get(2) * s.get(3);
    Shape flat = new Shape(s.get(0), ways * d, pixels);
    NDArray sequences = config.paths().unroll(x); // (B,4,D,L)
    long rank = config.rank();
    NDList selected =
        left(local(x, selection.of(store, device, training)).reshape(ways, -1, d), sequences)
            .split(new long[] {rank, rank + config.state()}, 2);
    NDArray delta =
        left(local(x, steps.of(store, device, training)).reshape(ways, d, rank), selected.get(0));
    SelectiveScan scan =
        new SelectiveScan(
            local(x, value(store, logA, device, training)).exp().neg(),
            local(x, value(store, direct, device, training)),
            local(x, value(store, stepBias, device, training)).reshape(ways * d),
            false);
    NDArray y =
        scan.run(
                form,
                sequences.reshape(flat),
                delta.reshape(flat),
                selected.get(1),
                selected.get(2),
                null,
                null)
            .output();
    return config.paths().merge(y.reshape(s.get(0), ways, d, pixels), s.get(2), s.get(3));
  }

  /** Weights (4,out,in) times x (B,4,in,L). */
  private static NDArray left(NDArray weights, NDArray x) {
    return x.transpose(0, 1, 3, 2).matMul(weights.transpose(0, 2, 1)).transpose(0, 1, 3, 2);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(mix(store, inputs.get(0), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0]};
  }
}
