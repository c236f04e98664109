package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import java.util.Collections;
import org.scanline.backbones.attention.ChunkStateAttention;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Position;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.scan.ScanForm;

/**
 * RAT (Wei et al., 2025): a gated average inside chunks of C steps, softmax attention over the
 * chunks. One projection gives output gate, values, forget gates, and queries and keys that groups
 * of heads share; the result is multiplied by the output gate and projected.
 *
 * <p>Parameters in_proj, gate_bias and out_proj as in the reference; its norm, its residual path
 * and its rotary embedding belong to the surrounding block here. State: averages of the finished
 * chunks (B,H,n,K), which grow by one row each C steps ({@link #getOutputShapes} gives the shapes
 * it starts with, n = 0), the current ones (B,H,1,K), and the position.
 */
public final class Rat extends Mixer {
  private static final int CHUNK = 16;

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   * @param groups G, sets of queries and keys; must divide H
   * @param chunk C
   */
  public record Config(int width, int heads, int groups, int chunk) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
      if (groups < 1 || heads % groups != 0 || chunk < 1) {
        throw new IllegalArgumentException(
            "heads="
                + heads
                + " must be a multiple of groups="
                + groups
                + ", and chunk="
                + chunk
                + " at least 1");
      }
    }

    /** Two groups where that divides the heads, else one; chunks of 16. */
    public Config(int width, int heads) {
      this(width, heads, heads % 2 == 0 ? 2 : 1, CHUNK);
    }
  }

  private final Config config;
  private final ChunkStateAttention attention;
  private final Projection input;
  private final Parameter gateBias;
  private final Projection output;

  /** Declares the parameters. */
  public Rat(Config config) {
    super(config.width());
    this.config = config;
    attention = new ChunkStateAttention(config.chunk());
    int shared = config.groups() * (config.width() / config.heads());
    int outputs = 3 * config.width() + 2 * shared;
    input = addChildBlock("in_proj", new Projection(config.width(), outputs, false));
    gateBias = parameter("gate_bias", memories(config.chunk()), config.width());
    output = addChildBlock("out_proj", new Projection(config.width(), config.width(), false));
  }

  /** Logarithms of memories between 1 and C - 1 steps. */
  private static Initializer memories(int chunk) {
    return (manager, shape, type) ->
        manager.randomUniform(1, Math.max(1.001f, chunk - 1), shape, type).log();
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long h = config.heads();
    long k = config.width() / h;
    Shape finished = new Shape(batch, h, 0, k);
    Shape current = new Shape(batch, h, 1, k);
    return new Shape[] {finished, finished, current, current, Position.shape(batch)};
  }

  @Override
  public NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    long d = config.width();
    long h = config.heads();
    long shared = config.groups() * (d / h);
    NDList parts =
        input.apply(store, x, training).split(new long[] {d, 2 * d, 3 * d, 3 * d + shared}, 2);
    NDArray bias = value(store, gateBias, x.getDevice(), training);
    NDArray gate = Activation.sigmoid(parts.get(2).add(bias));
    ChunkStateAttention.Result result =
        attention.run(
            shared(parts.get(3)),
            shared(parts.get(4)),
            heads(parts.get(1), h),
            heads(gate, h),
            read(state),
            1 / Math.sqrt((double) d / h));
    NDArray opened = Activation.sigmoid(parts.get(0)).mul(merge(result.output()));
    return new NDList(output.apply(store, opened, training))
        .addAll(written(result.state(), x.getShape().get(0)));
  }

  /** Groups (B,T,G*K) as heads (B,H,T,K): head h takes group h mod G. */
  private NDArray shared(NDArray x) {
    NDArray groups = heads(x, config.groups());
    int copies = config.heads() / config.groups();
    return copies == 1 // joining one array would lose its gradient
        ? groups
        : NDArrays.concat(new NDList(Collections.nCopies(copies, groups)), 1);
  }

  private static ChunkStateAttention.State read(NDList state) {
    return new ChunkStateAttention.State(
        state.get(0), state.get(1), state.get(2), state.get(3), Position.of(state.get(4)));
  }

  private static NDList written(ChunkStateAttention.State state, long batch) {
    NDArray position = Position.at(state.key().getManager(), batch, state.position());
    return new NDList(state.keys(), state.values(), state.key(), state.value(), position);
  }
}
