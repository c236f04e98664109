package org.scanline.backbones.mixer.noncausal;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.layer.ImageConvolution;
import org.scanline.backbones.layer.LayerNorm;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.mixer.StepSizes;
import org.scanline.backbones.scan.ScanForm;

/**
 * VMamba's block for images (Liu et al., 2024, arXiv 2401.10166): four selective scans between a
 * depthwise convolution and a gate.
 *
 * <p>One projection gives x and z; x passes a 3x3 convolution and silu, then the scans; their sum
 * is layer-normalized, multiplied by silu(z) and projected. Images (B,H,W,C); parameter names as in
 * VMamba's SS2D. It sees the whole image, so there is no state.
 */
public final class Ss2d extends WholeMixer {

  /**
   * Sizes.
   *
   * @param width C
   * @param inner D, usually 2 C
   * @param rank R, inner width of the projection to the step sizes
   * @param state N
   */
  public record Config(int width, int inner, int rank, int state) {
    /** Checks the sizes. */
    public Config {
      if (width < 1 || inner < 1 || rank < 1 || state < 1) {
        throw new IllegalArgumentException(
            "width=%d, inner=%d, rank=%d and state=%d must all be at least 1"
                .formatted(width, inner, rank, state));
      }
    }

    /** The defaults of the reference implementation: D = 2 C, R = C/16 rounded up, N = 16. */
    public Config(int width) {
      this(width, 2 * width, (width + 15) / 16, 16);
    }
  }

  private static final int CHUNK = 64;
  private static final double EPSILON = 1e-5;
  private final Config config;
  private final Projection input;
  private final ImageConvolution convolution;
  private final Parameter selection;
  private final Parameter stepWeight;
  private final Parameter stepBias;
  private final Parameter logA;
  private final Parameter direct;
  private final LayerNorm norm;
  private final Projection output;

  /** Declares the parameters. */
  public Ss2d(Config config) {
    this.config = config;
    long d = config.inner();
    long r = config.rank();
    long n = config.state();
    input = addChildBlock("in_proj", new Projection(config.width(), 2 * d, false));
    convolution =
        addChildBlock(
            "conv2d",
            new ImageConvolution(ImageConvolution.Config.depthwise(config.inner(), 3), true));
    selection = parameter("x_proj_weight", dense(d), 4, r + 2 * n, d);
    stepWeight = parameter("dt_projs_weight", dense(r), 4, d, r);
    stepBias = parameter("dt_projs_bias", StepSizes.initializer(), 4, d);
    logA = parameter("A_logs", StepSizes.logRates(), 4 * d, n);
    direct = parameter("Ds", constant(1), 4 * d);
    norm = addChildBlock("out_norm", new LayerNorm(d, EPSILON));
    output = addChildBlock("out_proj", new Projection(d, config.width(), false));
  }

  @Override
  public NDArray mix(ParameterStore store, NDArray x, boolean training) {
    Device device = x.getDevice();
    boolean fused =
        !training && device.getDeviceType().equals("cpu") && x.getDataType() == DataType.FLOAT32;
    NDList xz = input.apply(store, x, training).split(new long[] {config.inner()}, 3);
    NDArray channelsFirst = xz.get(0).transpose(0, 3, 1, 2);
    NDArray u = Activations.silu(convolution.apply(store, channelsFirst, training));
    CrossSelectiveScan scan =
        new CrossSelectiveScan(
            local(x, value(store, selection, device, training)),
            local(x, value(store, stepWeight, device, training)),
            local(x, value(store, stepBias, device, training)),
            local(x, value(store, logA, device, training)).exp().neg(),
            local(x, value(store, direct, device, training)));
    NDArray y = scan.run(u, fused ? ScanForm.fused() : ScanForm.chunked(CHUNK));
    NDArray read = norm.apply(store, y.transpose(0, 2, 3, 1), training);
    return output.apply(store, read.mul(Activations.silu(xz.get(1))), training);
  }
}
