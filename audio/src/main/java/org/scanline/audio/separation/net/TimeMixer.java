package org.scanline.audio.separation.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.outer.GatedOuterProduct;
import org.scanline.backbones.weights.Initial;
import org.scanline.backbones.weights.Variables;

/**
 * Mixing along time: a short two-sided convolution, then a causal recurrence with carried state.
 *
 * <p>The recurrence is S_t = e^g S + k v^T with one gate a head and token (Mamba-2, Dao and Gu
 * 2024; Gated linear attention, Yang et al. 2024). The convolution sees {@code reach} frames ahead,
 * so the output lags the input by that much; at the end of the input zeros stand for what did not
 * come.
 */
final class TimeMixer {
  private final int heads;
  private final int reach;
  private final Dense.Norm norm;
  private final NDArray kernel;
  private final Dense queryKeyValue;
  private final Dense gates;
  private final Dense.Norm headNorm;
  private final Dense out;

  TimeMixer(Variables variables, BandSplitConfig config) {
    long width = config.width();
    heads = config.heads();
    reach = config.reach();
    norm = Dense.Norm.of(variables, "norm", width);
    long taps = 2L * reach + 1;
    kernel = variables.get("conv.weight", Initial.normal(1 / Math.sqrt(taps)), width, 1, taps, 1);
    queryKeyValue = Dense.of(variables, "qkv", width, 3 * width);
    gates =
        Dense.of(variables, "gates", width, width + heads, Initial.dense(width), this::gateBias);
    headNorm = Dense.Norm.of(variables, "head_norm", width / heads);
    out = Dense.of(variables, "out", width, width, Initial.normal(0.02), Initial.constant(0));
  }

  /** Memory of some 5, 20, 80, 320 frames: a gate of sigmoid(bias) keeps 1/(1 - gate) frames. */
  private void gateBias(float[] bias, java.util.SplittableRandom random) {
    int width = bias.length - heads;
    for (int h = 0; h < heads; h++) {
      double frames = 5 * Math.pow(64, heads == 1 ? 0.5 : h / (double) (heads - 1));
      bias[width + h] = (float) Math.log(frames - 1);
    }
  }

  /**
   * Mixes the next frames.
   *
   * @param input (B,K,T,D), or null when only the end is due
   * @param state what was carried; holds afterwards what the next call needs
   * @param last whether the input ends here
   * @param form which form of the recurrence to run
   * @return (B,K,T',D), or null when no frame is final yet
   */
  @Nullable NDArray apply(@Nullable NDArray input, State state, boolean last, ScanForm form) {
    NDArray normed = joined(state.normed, input == null ? null : norm.apply(input));
    NDArray residual = joined(state.residual, input);
    if (normed == null || residual == null) {
      return null;
    }
    if (state.fresh) {
      normed = padded(normed, true);
    }
    state.fresh = false;
    if (last) {
      normed = padded(normed, false);
    }
    long ready = normed.getShape().get(2) - 2L * reach;
    if (ready <= 0) {
      state.normed = normed;
      state.residual = residual;
      return null;
    }
    NDArray mixed = mix(normed, ready, state, form).add(slice(residual, 0, ready));
    state.normed = slice(normed, ready, normed.getShape().get(2));
    state.residual = slice(residual, ready, residual.getShape().get(2));
    return mixed;
  }

  private NDArray mix(NDArray normed, long ready, State state, ScanForm form) {
    Shape shape = normed.getShape();
    long sequences = shape.get(0) * shape.get(1);
    long width = shape.get(3);
    long headWidth = width / heads;
    NDArray centre = slice(normed, reach, reach + ready);
    NDArray image = normed.reshape(sequences, shape.get(2), 1, width).transpose(0, 3, 1, 2);
    NDArray convolved =
        Conv2d.conv2d(
                image,
                kernel,
                null,
                new Shape(1, 1),
                new Shape(0, 0),
                new Shape(1, 1),
                Math.toIntExact(width))
            .singletonOrThrow();
    NDArray local = convolved.transpose(0, 2, 3, 1).reshape(sequences, ready, width);
    NDArray active = Activation.gelu(local);
    NDArray heads3 =
        queryKeyValue
            .apply(active)
            .reshape(sequences, ready, 3L * heads, headWidth)
            .transpose(0, 2, 1, 3);
    NDList qkv = heads3.split(3, 1);
    NDArray gate = gates.apply(centre.reshape(sequences, ready, width));
    NDList gateParts = gate.split(new long[] {width}, 2);
    NDArray keep = Activation.softPlus(gateParts.get(1).neg()).neg().transpose(0, 2, 1);
    float scale = (float) (1 / Math.sqrt(headWidth));
    ScanResult scan =
        GatedOuterProduct.run(form, qkv.get(0), qkv.get(1), qkv.get(2), keep, state.scan, scale);
    state.scan = scan.state();
    NDArray read = headNorm.apply(scan.output().transpose(0, 2, 1, 3));
    NDArray gated = read.reshape(sequences, ready, width).mul(Activation.sigmoid(gateParts.get(0)));
    return out.apply(gated).reshape(shape.get(0), shape.get(1), ready, width);
  }

  private NDArray padded(NDArray frames, boolean front) {
    if (reach == 0) {
      return frames;
    }
    Shape shape = frames.getShape();
    NDArray zeros =
        frames.getManager().zeros(new Shape(shape.get(0), shape.get(1), reach, shape.get(3)));
    return front ? zeros.concat(frames, 2) : frames.concat(zeros, 2);
  }

  private static @Nullable NDArray joined(@Nullable NDArray before, @Nullable NDArray next) {
    if (before == null || next == null) {
      return before == null ? next : before;
    }
    return before.concat(next, 2);
  }

  private static NDArray slice(NDArray x, long from, long to) {
    return x.get(new NDIndex().addAllDim(2).addSliceDim(from, to));
  }

  /** What one mixer carries from piece to piece. */
  static final class State {
    private boolean fresh = true;
    private @Nullable NDArray normed;
    private @Nullable NDArray residual;
    private @Nullable NDArray scan;

    /** The arrays to be kept alive until the next piece. */
    NDList arrays() {
      NDList list = new NDList(3);
      for (NDArray array : new NDArray[] {normed, residual, scan}) {
        if (array != null) {
          list.add(array);
        }
      }
      return list;
    }
  }
}
