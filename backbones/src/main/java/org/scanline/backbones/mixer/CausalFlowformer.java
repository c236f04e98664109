package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.attention.CausalFlowAttention;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Position;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.scan.ScanForm;

/**
 * Flowformer's mixer in order of time (Wu et al., 2022): causal flow attention between projections
 * with biases.
 *
 * <p>Parameter names as in thuml/Flowformer: query_projection, key_projection, value_projection,
 * out_projection. State: six running sums and the position, see {@link CausalFlowAttention.State}.
 */
public final class CausalFlowformer extends Mixer {

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
  private final Projection key;
  private final Projection value;
  private final Projection output;

  /** Declares the parameters. */
  public CausalFlowformer(Config config) {
    super(config.width());
    this.config = config;
    long d = config.width();
    query = addChildBlock("query_projection", new Projection(d, d, true));
    key = addChildBlock("key_projection", new Projection(d, d, true));
    value = addChildBlock("value_projection", new Projection(d, d, true));
    output = addChildBlock("out_projection", new Projection(d, d, true));
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long k = config.width() / config.heads();
    Shape rows = new Shape(batch, config.heads(), k);
    return new Shape[] {
      rows.add(k), rows, rows, rows, rows, new Shape(batch, config.heads()), Position.shape(batch)
    };
  }

  @Override
  public NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    NDArray q = heads(query.apply(store, x, training), config.heads());
    NDArray k = heads(key.apply(store, x, training), config.heads());
    NDArray v = heads(value.apply(store, x, training), config.heads());
    CausalFlowAttention.State before =
        new CausalFlowAttention.State(
            state.get(0),
            state.get(1),
            state.get(2),
            state.get(3),
            state.get(4),
            state.get(5),
            Position.of(state.get(6)));
    CausalFlowAttention flow = CausalFlowAttention.run(form, q, k, v, before);
    CausalFlowAttention.State after = flow.state();
    return new NDList(
        output.apply(store, merge(flow.output()), training),
        after.kv(),
        after.keys(),
        after.queries(),
        after.given(),
        after.taken(),
        after.competition(),
        Position.at(x.getManager(), x.getShape().get(0), after.steps()));
  }
}
