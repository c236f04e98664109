package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.LowRank;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.RmsNorm;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.outer.GatedOuterProduct;

/**
 * Sparse state expansion over gated linear attention (Pan et al., 2025, SSE): one state that every
 * token writes and reads, and P further ones of which each token uses the few that it is most
 * likely to belong to.
 *
 * <p>With p = softmax(W_e x), the chosen partitions are written with p_i k2 v^T and read with p_i
 * q2; the others neither decay nor change. q = silu, k = softmax, v = silu of their projections; q2
 * and k2 add a low-rank part. Gates are logsigmoid / 16, one set for the dense state and one for
 * all partitions. Parameter names and defaults as SSEGLA of flash-linear-attention (without short
 * convolution). State: (B,H,K,K) dense and (B,P,H,K,K) sparse.
 */
public final class SseGla extends Mixer implements RoutedMixer {
  private static final double EPSILON = 1e-5;
  private static final int GATE_RANK = 16;
  private static final double GATE_NORMALIZER = 16;

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H
   * @param keys K, width of a head
   * @param partitions P
   * @param chosen partitions that a token uses, fewer than P
   */
  public record Config(int width, int heads, int keys, int partitions, int chosen) {
    /** Checks that the sizes fit together. */
    public Config {
      if (width < 1 || heads < 1 || keys < 1) {
        throw new IllegalArgumentException(
            "width=%d, heads=%d and keys=%d must be at least 1".formatted(width, heads, keys));
      }
      if (chosen < 1 || chosen >= partitions) {
        throw new IllegalArgumentException(
            "chosen=%d must be at least 1 and below partitions=%d".formatted(chosen, partitions));
      }
    }

    /** Four partitions, one of them chosen; heads that share the width. */
    public Config(int width, int heads) {
      this(width, heads, width / Math.max(1, heads), 4, 1);
    }
  }

  private final Config config;
  private final Projection query;
  private final Projection key;
  private final Projection value;
  private final LowRank queryShift;
  private final LowRank keyShift;
  private final Gates gates;
  private final TopRouter router;
  private final LowRank outputGate;
  private final RmsNorm norm;
  private final Projection output;

  /** Declares the parameters. */
  public SseGla(Config config) {
    super(config.width());
    this.config = config;
    int d = config.width();
    long all = (long) config.heads() * config.keys();
    query = addChildBlock("q_proj", new Projection(d, all, false));
    key = addChildBlock("k_proj", new Projection(d, all, false));
    value = addChildBlock("v_proj", new Projection(d, all, false));
    queryShift = addChildBlock("lora_q_proj", new LowRank(d, config.keys(), all, false));
    keyShift = addChildBlock("lora_k_proj", new LowRank(d, config.keys(), all, false));
    gates = addChildBlock("gk_proj", new Gates(d, all));
    router = addChildBlock("e_proj", new TopRouter(d, config.partitions(), config.chosen()));
    outputGate = addChildBlock("g_proj", new LowRank(d, config.keys(), all, false));
    norm = addChildBlock("o_norm", new RmsNorm(config.keys(), EPSILON));
    output = addChildBlock("o_proj", new Projection(all, d, false));
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long k = config.keys();
    return new Shape[] {
      new Shape(batch, config.heads(), k, k),
      new Shape(batch, config.partitions(), config.heads(), k, k)
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
      return new NDList(x).addAll(state);
    }
    long h = config.heads();
    NDArray q = query.apply(store, x, training);
    NDArray k = key.apply(store, x, training);
    NDArray v = Activations.silu(value.apply(store, x, training));
    ScanResult dense =
        GatedOuterProduct.run(
            form,
            heads(Activations.silu(q), h),
            heads(k, h).softmax(-1),
            heads(v, h),
            heads(gates.dense(store, x, training), h),
            state.get(0),
            scale());
    NDArray sparseQ = q.add(queryShift.apply(store, x, training));
    NDArray sparseK = k.add(keyShift.apply(store, x, training));
    NDArray gate = gates.sparse(store, x, training);
    NDList sparse =
        partitions(form, sparseQ, sparseK, v, gate, route(store, x, training), state.get(1));
    NDArray opened = Activations.silu(heads(outputGate.apply(store, x, training), h));
    NDArray read = dense.output().add(heads(sparse.get(0), h));
    NDArray y = merge(norm.apply(store, read, training).mul(opened));
    return new NDList(output.apply(store, y, training), dense.state(), sparse.get(1));
  }

  private float scale() {
    return (float) (1 / Math.sqrt(config.keys()));
  }

  /** What the chosen partitions give together, (B,T,H K), and their states. */
  private NDList partitions(
      ScanForm form,
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray gate,
      Routing routing,
      NDArray before) {
    long h = config.heads();
    long p = config.partitions();
    Routes routes = Routes.of(routing, config.partitions());
    NDArray real = routes.real().expandDims(1).expandDims(3); // (B P,1,N,1)
    NDArray probability = routing.logits().softmax(-1); // (B,T,P)
    NDArray own = q.getManager().eye((int) p).reshape(1, p, 1, p);
    NDArray written = // of each token its probability for the row's partition
        routes
            .sorted(probability)
            .reshape(q.getShape().get(0), p, -1, p)
            .mul(own)
            .sum(new int[] {3})
            .reshape(q.getShape().get(0) * p, 1, -1, 1)
            .mul(real);
    ScanResult scan =
        GatedOuterProduct.run(
            form,
            Activations.silu(heads(routes.sorted(q), h)),
            heads(routes.sorted(k), h).softmax(-1).mul(written),
            heads(routes.sorted(v), h),
            heads(routes.sorted(gate), h).mul(real),
            before.reshape(new Shape(-1).addAll(before.getShape().slice(2))),
            scale());
    NDArray share = probability.gather(routing.chosen(), 2); // reading is linear in the query
    return new NDList(
        routes.merged(merge(scan.output()), share), scan.state().reshape(before.getShape()));
  }

  /** The log gates of the dense state and of the partitions: parameters 0 and 1. */
  private static final class Gates extends Layer {
    private final LowRank dense;
    private final LowRank sparse;

    private Gates(long width, long outputs) {
      dense = addChildBlock("0", new LowRank(width, GATE_RANK, outputs));
      sparse = addChildBlock("1", new LowRank(width, GATE_RANK, outputs));
    }

    private NDArray dense(ParameterStore store, NDArray x, boolean training) {
      return log(dense.apply(store, x, training));
    }

    private NDArray sparse(ParameterStore store, NDArray x, boolean training) {
      return log(sparse.apply(store, x, training));
    }

    private static NDArray log(NDArray x) {
      return Scalars.times(Activations.logSigmoid(x), 1 / GATE_NORMALIZER);
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store,
        NDList inputs,
        boolean training,
        @Nullable PairList<String, Object> params) {
      NDArray x = inputs.get(0);
      return new NDList(dense(store, x, training), sparse(store, x, training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      Shape one = dense.getOutputShapes(inputShapes)[0];
      return new Shape[] {one, one};
    }
  }
}
