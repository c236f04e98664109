package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.CausalConvolution;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.scan.ScanForm;

/**
 * The sequence mixer of Monarch Mixer, M2 (Fu et al., 2023, arXiv 2310.12109): a long convolution
 * between two gates.
 *
 * <p>One projection and a convolution of three taps give x1, x2 and v; y = W (x2 (K * (x1 v) + b x1
 * v) + R), where the kernels K, one for what lies before and one for what lies after, are nets of
 * the position, and R is, if asked for, a second long convolution of the input. Sequences (B,T,D)
 * of at most the longest length; parameter names as in HazyResearch/m2. Lag 0 belongs to both
 * kernels. It trains through the Monarch transform, O(T^1.5), and infers through the engine's fast
 * Fourier transform. A kernel as long as the sequence has no state of fixed size, so nothing is
 * carried.
 */
public final class MonarchMixer extends WholeMixer {

  /**
   * Sizes.
   *
   * @param width D
   * @param longest most steps of a sequence
   * @param order width of the nets that make the kernels
   * @param embedding numbers that a net sees of a position: odd, at least 3
   * @param bidirectional whether a second kernel sees what lies after
   * @param residual whether the input passes a long convolution of its own
   */
  public record Config(
      int width, int longest, int order, int embedding, boolean bidirectional, boolean residual) {
    /** Checks the sizes. */
    public Config {
      if (width < 1 || longest < 1 || order < 1 || embedding < 3 || embedding % 2 == 0) {
        throw new IllegalArgumentException(
            "width=%d, longest=%d and order=%d must be at least 1, embedding=%d odd and at least 3"
                .formatted(width, longest, order, embedding));
      }
    }

    /** The settings of M2-BERT: order 128, embedding 5, both directions, with a residual. */
    public Config(int width, int longest) {
      this(width, longest, 128, 5, true, true);
    }
  }

  private static final int TAPS = 3;
  private final Config config;
  private final Projection input;
  private final CausalConvolution convolution;
  private final HyenaFilter filter;
  private final @Nullable HyenaFilter residual;
  private final Projection output;

  /** Declares the parameters. */
  public MonarchMixer(Config config) {
    this.config = config;
    long d = config.width();
    filter = addChildBlock("filter_fn", new HyenaFilter(config));
    residual = config.residual() ? addChildBlock("filter_fn2", new HyenaFilter(config)) : null;
    input = addChildBlock("in_linear", new Projection(d, 3 * d, true));
    output = addChildBlock("out_linear", new Projection(d, d, true));
    convolution = addChildBlock("short_filter", new CausalConvolution(3 * d, TAPS, true));
  }

  /** Mixes x (B,T,D) to (B,T,D). */
  @Override
  public NDArray mix(ParameterStore store, NDArray x, boolean training) {
    long steps = x.getShape().get(1);
    if (steps > config.longest()) {
      throw new IllegalArgumentException(
          "steps=" + steps + " are more than longest=" + config.longest());
    }
    boolean fast = !training && x.getDataType() == DataType.FLOAT32;
    ScanForm form = fast ? ScanForm.fused() : ScanForm.chunked(1);
    NDArray projected = input.apply(store, x, training);
    NDList parts = convolution.apply(store, projected, null, training).get(0).split(3, 2);
    NDArray v = parts.get(2).mul(parts.get(0)).transpose(0, 2, 1); // (B,D,T)
    NDArray y = filter.apply(store, v, form, training).transpose(0, 2, 1).mul(parts.get(1));
    if (residual != null) {
      NDArray whole = residual.apply(store, x.transpose(0, 2, 1), form, training);
      y = y.add(whole.transpose(0, 2, 1));
    }
    return output.apply(store, y, training);
  }
}
