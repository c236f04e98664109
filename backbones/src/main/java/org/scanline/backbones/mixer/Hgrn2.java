package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.attention.LowerBoundedGate;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.RmsNorm;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.outer.GatedOuterProduct;

/**
 * HGRN2 (Qin et al., 2024): what a key channel forgets is what it takes in, k = 1 - alpha, with a
 * lower bound of alpha that grows with the layer.
 *
 * <p>Parameters as in flash-linear-attention. The bounds belong to the whole net, see {@link
 * Hgrn2LowerBounds}; as a plain mixer this is the first layer, with bound 0. State: S (B,H,K,V).
 */
public final class Hgrn2 extends Mixer {
  private static final double EPSILON = 1e-5;

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   */
  public record Config(int width, int heads) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
    }
  }

  private final Config config;
  private final Projection query;
  private final Projection forget;
  private final Projection input;
  private final RmsNorm norm;
  private final Projection output;

  /** Declares the parameters. */
  public Hgrn2(Config config) {
    super(config.width());
    this.config = config;
    long d = config.width();
    query = addChildBlock("q_proj", new Projection(d, d, false));
    forget = addChildBlock("f_proj", new Projection(d, d, false));
    input = addChildBlock("i_proj", new Projection(d, d, false));
    norm = addChildBlock("g_norm", new RmsNorm(d, EPSILON));
    output = addChildBlock("o_proj", new Projection(d, d, false));
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long k = config.width() / config.heads();
    return new Shape[] {new Shape(batch, config.heads(), k, k)};
  }

  @Override
  public NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    return mix(store, x, state, null, form, training);
  }

  /**
   * Mixes some steps in a layer that is not the first.
   *
   * @param lowerBound of alpha, (D), positive and below 1; null for 0
   */
  public NDList mix(
      ParameterStore store,
      NDArray x,
      NDList state,
      @Nullable NDArray lowerBound,
      ScanForm form,
      boolean training) {
    long h = config.heads();
    NDArray q = heads(Activations.silu(query.apply(store, x, training)), h);
    LowerBoundedGate gate = LowerBoundedGate.of(forget.apply(store, x, training), lowerBound);
    NDArray v = heads(input.apply(store, x, training), h);
    float scale = (float) (1 / Math.sqrt(q.getShape().get(3)));
    ScanResult scan =
        GatedOuterProduct.run(
            form, q, heads(gate.key(), h), v, heads(gate.logDecay(), h), state.get(0), scale);
    NDArray read = norm.apply(store, merge(scan.output()), training);
    return new NDList(output.apply(store, read, training), scan.state());
  }
}
