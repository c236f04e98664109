package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.layer.CausalConvolution;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.RmsNorm;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.delta.GatedDeltaRule;

/**
 * What the mixers of the delta rule have in common: q, k and v are projected, pass a causal
 * convolution of four taps each and silu; q and k have unit length; each head's output is
 * RMS-normalized and, if asked for, multiplied by silu of a projection.
 *
 * <p>State: convolution tails of q, k and v, each (B,channels,4), and S (B,H,K,V).
 */
public abstract sealed class DeltaMixer extends Mixer permits DeltaNet, GatedDeltaNet {
  private static final int TAPS = 4;
  private static final double EPSILON = 1e-5;

  private final int heads;
  private final int keys;
  private final int values;
  private final boolean negative;
  private final Projection query;
  private final Projection key;
  private final Projection value;
  private final CausalConvolution queryConvolution;
  private final CausalConvolution keyConvolution;
  private final CausalConvolution valueConvolution;
  private final Projection strength;
  private final @Nullable Projection outputGate;
  private final RmsNorm norm;
  private final Projection output;

  /**
   * Declares the parameters.
   *
   * @param width D
   * @param heads H
   * @param keys K, width of a head's keys
   * @param values V, width of a head's values
   * @param negative whether beta reaches 2 instead of 1
   * @param gated whether the output is gated
   */
  DeltaMixer(int width, int heads, int keys, int values, boolean negative, boolean gated) {
    super(width);
    this.heads = heads;
    this.keys = keys;
    this.values = values;
    this.negative = negative;
    long read = (long) heads * keys;
    long written = (long) heads * values;
    query = addChildBlock("q_proj", new Projection(width, read, false));
    key = addChildBlock("k_proj", new Projection(width, read, false));
    value = addChildBlock("v_proj", new Projection(width, written, false));
    strength = addChildBlock("b_proj", new Projection(width, heads, false));
    queryConvolution = addChildBlock("q_conv1d", new CausalConvolution(read, TAPS, false));
    keyConvolution = addChildBlock("k_conv1d", new CausalConvolution(read, TAPS, false));
    valueConvolution = addChildBlock("v_conv1d", new CausalConvolution(written, TAPS, false));
    outputGate = gated ? addChildBlock("g_proj", new Projection(width, written, false)) : null;
    norm = addChildBlock("o_norm", new RmsNorm(values, EPSILON));
    output = addChildBlock("o_proj", new Projection(written, width, false));
  }

  /** Log decays (B,H,T) of x (B,T,D), or null for none. */
  abstract @Nullable NDArray logGate(ParameterStore store, NDArray x, boolean training);

  @Override
  protected final Shape[] stateShapes(long batch) {
    return new Shape[] {
      queryConvolution.tailShape(batch),
      keyConvolution.tailShape(batch),
      valueConvolution.tailShape(batch),
      new Shape(batch, heads, keys, values)
    };
  }

  @Override
  public final NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    NDArray projected = query.apply(store, x, training);
    NDList q = queryConvolution.apply(store, projected, state.get(0), training);
    projected = key.apply(store, x, training);
    NDList k = keyConvolution.apply(store, projected, state.get(1), training);
    projected = value.apply(store, x, training);
    NDList v = valueConvolution.apply(store, projected, state.get(2), training);
    NDArray beta = Activation.sigmoid(strength.apply(store, x, training)).transpose(0, 2, 1);
    ScanResult scan =
        GatedDeltaRule.run(
            form,
            Activations.unit(heads(Activations.silu(q.get(0)), heads)),
            Activations.unit(heads(Activations.silu(k.get(0)), heads)),
            heads(Activations.silu(v.get(0)), heads),
            negative ? Scalars.times(beta, 2) : beta,
            logGate(store, x, training),
            state.get(3),
            (float) (1 / Math.sqrt(keys)));
    NDArray read = norm.apply(store, scan.output(), training);
    if (outputGate != null) {
      read = read.mul(Activations.silu(heads(outputGate.apply(store, x, training), heads)));
    }
    NDArray y = output.apply(store, merge(read), training);
    return new NDList(y, q.get(1), k.get(1), v.get(1), scan.state());
  }
}
