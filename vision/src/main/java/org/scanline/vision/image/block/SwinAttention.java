package org.scanline.vision.image.block;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Named;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.layer.TorchFunction;

/**
 * Attention inside square windows of images of any size (B,H,W,C), as torchvision has it: zeros
 * complete the last windows. Linear in pixels; a shift moves windows around the borders, so that
 * the first rows see the last: no streaming.
 *
 * <p>{@link Version#ONE}: Liu et al., 2021 (arXiv 2103.14030), scaled scores and a learned bias for
 * each relative place; parameters relative_position_bias_table, relative_position_index, qkv, proj.
 * {@link Version#TWO}: Liu et al., 2022 (arXiv 2111.09883), cosines with a learned scale and a bias
 * made from logarithms of distances; parameters logit_scale, relative_coords_table,
 * relative_position_index, qkv (whose bias of the keys is not used), proj, cpb_mlp.0 and .2. The
 * index is computed; that of a file is read past.
 */
public final class SwinAttention extends Layer {
  private static final int HIDDEN = 512;

  /** Rows of length 1, as PyTorch's normalize. */
  private static final TorchFunction UNIT =
      TorchFunction.of(
          "x: Tensor",
          "return torch.div(x, torch.clamp(torch.norm(x, 2, [-1], True), 1e-12, None))");

  /** The exponential, at most 100. */
  private static final TorchFunction SCALE =
      TorchFunction.of("x: Tensor", "return torch.exp(torch.clamp(x, None, 4.605170185988092))");

  /** Which of the two papers. */
  public enum Version {
    /** Scaled scores, a table of biases. */
    ONE,
    /** Cosines, biases from distances. */
    TWO
  }

  /**
   * Sizes.
   *
   * @param width C
   * @param heads number of heads; must divide C
   * @param window M, pixels along each side
   * @param shift pixels by which windows are shifted; 0 for none
   * @param version which attention
   */
  public record Config(int width, int heads, int window, int shift, Version version) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
      if (window < 1 || shift < 0 || shift >= window) {
        throw new IllegalArgumentException(
            "window=%d must be at least 1, shift=%d below it".formatted(window, shift));
      }
    }
  }

  private final Config config;
  private final Projection input;
  private final Projection output;
  private final @Nullable Parameter table;
  private final @Nullable Continuous continuous;

  /** The parts of version two. */
  private record Continuous(
      Parameter scale, Parameter distances, Projection wide, Projection narrow) {}

  /** Declares the parameters. */
  public SwinAttention(Config config) {
    this.config = config;
    long c = config.width();
    long pixels = (long) config.window() * config.window();
    long side = 2L * config.window() - 1;
    boolean first = config.version() == Version.ONE;
    table =
        first
            ? parameter("relative_position_bias_table", normal(), side * side, config.heads())
            : null;
    Parameter scale =
        first ? null : parameter("logit_scale", constant(2.3025851f), config.heads(), 1, 1);
    Parameter distances =
        first
            ? null
            : buffer(
                "relative_coords_table",
                computed(),
                WindowBias.distancesShape(config.window()).getShape());
    buffer("relative_position_index", constant(0), pixels * pixels);
    input = addChildBlock("qkv", new Projection(c, 3 * c, true));
    output = addChildBlock("proj", new Projection(c, c, true));
    if (scale == null || distances == null) {
      continuous = null;
    } else {
      Named net = addChildBlock("cpb_mlp", new Named());
      Projection wide = net.with("0", new Projection(2, HIDDEN, true));
      Projection narrow = net.with("2", new Projection(HIDDEN, config.heads(), false));
      continuous = new Continuous(scale, distances, wide, narrow);
    }
  }

  private static Initializer normal() {
    return (manager, shape, type) -> manager.randomNormal(0, 0.02f, shape, type);
  }

  private Initializer computed() {
    return (manager, shape, type) ->
        manager.create(WindowBias.distances(config.window()), shape).toType(type, false);
  }

  /** Mixes images (B,H,W,C). */
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    Shape s = x.getShape();
    ShiftedWindows windows =
        new ShiftedWindows((int) s.get(1), (int) s.get(2), config.window(), config.shift());
    NDList qkv = projected(store, windows.cut(x), training).split(3, 2);
    NDArray q = Heads.split(qkv.get(0), config.heads()); // (B*N,H,P,K)
    NDArray k = Heads.split(qkv.get(1), config.heads());
    NDArray v = Heads.split(qkv.get(2), config.heads());
    NDArray scores = scores(store, q, k, windows, training);
    NDArray mask = windows.mask(x.getManager(), x.getDataType());
    NDArray read = masked(scores, mask).softmax(3).matMul(v);
    return windows.join(output.apply(store, Heads.join(read), training));
  }

  /** Queries, keys and values; version two has no bias of the keys. */
  private NDArray projected(ParameterStore store, NDArray x, boolean training) {
    NDArray qkv = input.apply(store, x, training);
    if (continuous == null) {
      return qkv;
    }
    Device device = x.getDevice();
    NDArray bias = value(store, input.getDirectParameters().get("bias"), device, training);
    NDList thirds = local(x, bias).split(3, 0);
    NDArray none = thirds.get(1).zerosLike();
    return qkv.sub(none.concat(thirds.get(1), 0).concat(none, 0));
  }

  private NDArray scores(
      ParameterStore store, NDArray q, NDArray k, ShiftedWindows windows, boolean training) {
    Device device = q.getDevice();
    if (continuous == null) {
      NDArray scaled = Scalars.times(q, 1 / Math.sqrt(q.getShape().get(3)));
      NDArray bias = local(q, value(store, Objects.requireNonNull(table), device, training));
      return scaled.matMul(k.transpose(0, 1, 3, 2)).add(WindowBias.of(bias, windows));
    }
    NDArray cosines = unit(q, training).matMul(unit(k, training).transpose(0, 1, 3, 2));
    NDArray scale =
        SCALE.apply(training, local(q, value(store, continuous.scale(), device, training)));
    NDArray distances = local(q, value(store, continuous.distances(), device, training));
    NDArray bias =
        WindowBias.continuous(store, continuous.wide(), continuous.narrow(), distances, training);
    return cosines.mul(scale).add(WindowBias.of(bias, windows));
  }

  /** Rows of length 1. */
  private static NDArray unit(NDArray x, boolean training) {
    return UNIT.apply(training, x);
  }

  /** Adds to the scores (B*N,H,P,P) a mask (N,1,P,P). */
  private static NDArray masked(NDArray scores, @Nullable NDArray mask) {
    if (mask == null) {
      return scores;
    }
    Shape s = scores.getShape();
    long count = mask.getShape().get(0);
    return scores
        .reshape(s.get(0) / count, count, s.get(1), s.get(2), s.get(3))
        .add(mask)
        .reshape(s);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(apply(store, inputs.get(0), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0]};
  }
}
