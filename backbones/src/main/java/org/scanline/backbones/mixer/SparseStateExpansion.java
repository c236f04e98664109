package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.RmsNorm;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.outer.GatedOuterProduct;

/**
 * A state of many rows of which each token touches a few, after the abstract of Sparse State
 * Expansion (arXiv 2507.16577).
 *
 * <p><b>This is our reading of the abstract, not the paper's equations</b>; for what was published
 * see {@link SseGla}. The update of the state is a classification of the token, its rows are the
 * classes. The state has P partitions of K rows for each head, all behind the same projections. A
 * {@link TopRouter} chooses some partitions for a token; in these the key is softmax over the rows,
 * of which only the largest are kept (and what equals the smallest of them). Rows that are not
 * kept, and partitions that are not chosen, are neither written nor decayed:
 *
 * <pre>S_t = diag(e^(g_t c_t)) S_(t-1) + (c_t softmax(k_t)) v_t^T,  o_t = softmax(q_t)^T S_t,</pre>
 *
 * with c_t the 0 and 1 of the kept rows, g_t = -e^A_log softplus(a_proj x + dt_bias). The outputs
 * of the chosen partitions are added up by the router's weights, RMS-normalized for each head and
 * gated. State: (B,P,H,K,V). {@link SseGla} is the published layer.
 */
public final class SparseStateExpansion extends Mixer implements RoutedMixer {

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H
   * @param keys K, rows of a partition for each head
   * @param values V, width of a head's values
   * @param partitions P
   * @param chosen partitions that a token goes to
   * @param rows kept rows of K
   */
  public record Config(
      int width, int heads, int keys, int values, int partitions, int chosen, int rows) {
    /** Checks that the sizes fit together. */
    public Config {
      if (width < 1 || heads < 1 || values < 1) {
        throw new IllegalArgumentException(
            "width=%d, heads=%d, values=%d must all be at least 1".formatted(width, heads, values));
      }
      if (chosen < 1 || chosen > partitions) {
        throw new IllegalArgumentException(
            "chosen=" + chosen + " must be between 1 and partitions=" + partitions);
      }
      if (rows < 1 || rows > keys) {
        throw new IllegalArgumentException("rows=" + rows + " must be between 1 and keys=" + keys);
      }
    }

    /** Four partitions, two of them chosen; a quarter of the rows kept. */
    public Config(int width, int heads) {
      this(width, heads, width / heads, width / heads, 4, 2, Math.max(1, width / heads / 4));
    }
  }

  private static final double EPSILON = 1e-5;
  private final Config config;
  private final TopRouter router;
  private final Projection query;
  private final Projection key;
  private final Projection value;
  private final Projection step;
  private final Parameter logA;
  private final Parameter stepBias;
  private final Projection outputGate;
  private final RmsNorm norm;
  private final Projection output;

  /** Declares the parameters. */
  public SparseStateExpansion(Config config) {
    super(config.width());
    this.config = config;
    int width = config.width();
    long read = (long) config.heads() * config.keys();
    long written = (long) config.heads() * config.values();
    router = addChildBlock("gate", new TopRouter(width, config.partitions(), config.chosen()));
    query = addChildBlock("q_proj", new Projection(width, read, false));
    key = addChildBlock("k_proj", new Projection(width, read, false));
    value = addChildBlock("v_proj", new Projection(width, written, false));
    step = addChildBlock("a_proj", new Projection(width, config.heads(), false));
    logA = parameter("A_log", GatedDeltaNet.decays(), config.heads());
    stepBias = parameter("dt_bias", StepSizes.initializer(), config.heads());
    outputGate = addChildBlock("g_proj", new Projection(width, written, false));
    norm = addChildBlock("o_norm", new RmsNorm(config.values(), EPSILON));
    output = addChildBlock("o_proj", new Projection(written, width, false));
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    return new Shape[] {
      new Shape(batch, config.partitions(), config.heads(), config.keys(), config.values())
    };
  }

  @Override
  public Routing route(ParameterStore store, NDArray x, boolean training) {
    return router.apply(store, x, training);
  }

  @Override
  public NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    if (x.getShape().get(1) == 0) {
      return new NDList(x, state.get(0));
    }
    long h = config.heads();
    Routing routing = route(store, x, training);
    Routes routes = Routes.of(routing, config.partitions());
    NDArray real = routes.real().expandDims(1).expandDims(3); // (R,1,N,1)
    NDArray q = heads(routes.sorted(query.apply(store, x, training)), h).softmax(-1);
    NDArray k = heads(routes.sorted(key.apply(store, x, training)), h).softmax(-1);
    NDArray v = heads(routes.sorted(value.apply(store, x, training)), h);
    NDArray kept = kept(k).mul(real);
    NDArray logGate = heads(routes.sorted(logGate(store, x, training)), h).mul(kept);
    NDArray before = state.get(0);
    ScanResult scan =
        GatedOuterProduct.run(
            form,
            q,
            k.mul(kept),
            v,
            logGate,
            before.reshape(new Shape(-1).addAll(before.getShape().slice(2))),
            1);
    NDArray read = heads(routes.merged(merge(scan.output()), routing.weights()), h);
    NDArray opened = Activations.silu(heads(outputGate.apply(store, x, training), h));
    NDArray normed = norm.apply(store, read, training).mul(opened);
    return new NDList(
        output.apply(store, merge(normed), training), scan.state().reshape(before.getShape()));
  }

  /** 1 for the largest rows and 0 for the others, (R,H,N,K). */
  private NDArray kept(NDArray k) {
    NDArray smallest = k.topK(config.rows(), -1).get(0).min(new int[] {-1}, true);
    return k.gte(smallest).toType(k.getDataType(), true);
  }

  /** Log decay of each head, (B,T,H). */
  private NDArray logGate(ParameterStore store, NDArray x, boolean training) {
    NDArray bias = value(store, stepBias, x.getDevice(), training);
    NDArray size = Activation.softPlus(step.apply(store, x, training).add(bias));
    NDArray rate = local(x, value(store, logA, x.getDevice(), training)).exp().neg();
    return size.mul(rate);
  }
}
