package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.layer.CausalConvolution;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.RmsNorm;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.delta.GatedDeltaRule;

/**
 * Mixture of memories (Du et al., 2025): each token is written to and read from a few of M states
 * only, so that states do not overwrite each other.
 *
 * <p>A {@link TopRouter} chooses. Each pair of batch row and memory sees its own tokens as a
 * sequence of its own, with its own convolution tails and state, through the gated delta rule;
 * keys, values, strengths and decays have projections for each memory, queries and convolutions are
 * shared. What is read is added up by the router's weights, a memory that all tokens share is added
 * if asked for, and the sum is RMS-normalized for each head and gated. Parameter names as in
 * flash-linear-attention; convolution tails run on within a memory, as there at inference.
 *
 * <p>State, with N = M, plus 1 for the shared memory, which comes last: tails of q, k, v, each
 * (B,N,channels,4), and S (B,N,H,K,V).
 */
public final class MixtureOfMemories extends Mixer implements RoutedMixer {

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H
   * @param keys K, width of a head's keys
   * @param values V, width of a head's values
   * @param memories M
   * @param chosen memories that a token goes to
   * @param shared whether there is a memory that all tokens go to
   */
  public record Config(
      int width, int heads, int keys, int values, int memories, int chosen, boolean shared) {
    /** Checks that the sizes fit together. */
    public Config {
      if (width < 1 || heads < 1 || keys < 1 || values < 1) {
        throw new IllegalArgumentException(
            "width=%d, heads=%d, keys=%d, values=%d must all be at least 1"
                .formatted(width, heads, keys, values));
      }
      if (chosen < 1 || chosen > memories) {
        throw new IllegalArgumentException(
            "chosen=" + chosen + " must be between 1 and memories=" + memories);
      }
    }

    /** Eight memories, two of them chosen, none shared; values twice as wide as keys. */
    public Config(int width, int heads) {
      this(width, heads, width / (2 * heads), 2 * (width / (2 * heads)), 8, 2, false);
    }
  }

  /** What a memory has for itself. */
  private record Memory(Projection key, Projection value, Projection strength, Projection step) {}

  private static final int TAPS = 4;
  private static final double EPSILON = 1e-5;
  private final Config config;
  private final TopRouter router;
  private final Projection query;
  private final List<Memory> memories = new ArrayList<>();
  private final @Nullable Memory shared;
  private final List<CausalConvolution> convolutions;
  private final Parameter logA;
  private final Parameter stepBias;
  private final Projection outputGate;
  private final RmsNorm norm;
  private final Projection output;

  /** Declares the parameters. */
  public MixtureOfMemories(Config config) {
    super(config.width());
    this.config = config;
    long read = (long) config.heads() * config.keys();
    long written = (long) config.heads() * config.values();
    router =
        addChildBlock("gate", new TopRouter(config.width(), config.memories(), config.chosen()));
    query = addChildBlock("q_proj", new Projection(config.width(), read, false));
    for (int m = 0; m < config.memories(); m++) {
      memories.add(memory("_proj." + m, ""));
    }
    shared = config.shared() ? memory("", "shared_") : null;
    convolutions =
        List.of(
            addChildBlock("q_conv1d", new CausalConvolution(read, TAPS, false)),
            addChildBlock("k_conv1d", new CausalConvolution(read, TAPS, false)),
            addChildBlock("v_conv1d", new CausalConvolution(written, TAPS, false)));
    logA = parameter("A_log", GatedDeltaNet.decays(), config.heads());
    stepBias = parameter("dt_bias", StepSizes.initializer(), config.heads());
    outputGate = addChildBlock("g_proj", new Projection(config.width(), written, false));
    norm = addChildBlock("o_norm", new RmsNorm(config.values(), EPSILON));
    output = addChildBlock("o_proj", new Projection(written, config.width(), false));
  }

  private Memory memory(String suffix, String prefix) {
    int width = config.width();
    long read = (long) config.heads() * config.keys();
    long written = (long) config.heads() * config.values();
    return new Memory(
        addChildBlock(prefix + "k" + suffix, new Projection(width, read, false)),
        addChildBlock(prefix + "v" + suffix, new Projection(width, written, false)),
        addChildBlock(prefix + "b" + suffix, new Projection(width, config.heads(), false)),
        addChildBlock(prefix + "a" + suffix, new Projection(width, config.heads(), false)));
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long n = config.memories() + (config.shared() ? 1 : 0);
    List<Shape> shapes = new ArrayList<>();
    for (CausalConvolution convolution : convolutions) {
      Shape tail = convolution.tailShape(batch);
      shapes.add(new Shape(batch, n, tail.get(1), tail.get(2)));
    }
    shapes.add(new Shape(batch, n, config.heads(), config.keys(), config.values()));
    return shapes.toArray(new Shape[0]);
  }

  @Override
  public Routing route(ParameterStore store, NDArray x, boolean training) {
    return router.apply(store, x, training);
  }

  @Override
  public NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    NDArray read;
    NDList after = new NDList();
    if (x.getShape().get(1) == 0) {
      long written = (long) config.heads() * config.values();
      read = x.getManager().zeros(x.getShape().slice(0, 2).add(written), x.getDataType());
      after.addAll(state);
    } else {
      Routing routing = route(store, x, training);
      Routes routes = Routes.of(routing, config.memories());
      Scan scan = new Scan(store, form, training);
      NDList own = scan.run(scan.routed(x, routes), flat(state, ":, :{}"), routes);
      read = routes.merged(own.get(0), routing.weights());
      after.addAll(unflat(own.subNDList(1), x.getShape().get(0)));
      if (shared != null) {
        NDList all = scan.run(scan.projected(shared, x), flat(state, ":, {}:"), null);
        read = read.add(all.get(0));
        after = join(after, unflat(all.subNDList(1), x.getShape().get(0)));
      }
    }
    long h = config.heads();
    NDArray opened = Activations.silu(heads(outputGate.apply(store, x, training), h));
    NDArray normed = norm.apply(store, heads(read, h), training).mul(opened);
    NDList result = new NDList(output.apply(store, merge(normed), training));
    result.addAll(after);
    return result;
  }

  /** The states of some memories, memories joined with the batch. */
  private NDList flat(NDList state, String which) {
    NDList part = new NDList();
    for (NDArray array : state) {
      NDArray some = array.get(new NDIndex(which, config.memories()));
      part.add(some.reshape(new Shape(-1).addAll(some.getShape().slice(2))));
    }
    return part;
  }

  private static NDList unflat(NDList state, long batch) {
    NDList part = new NDList();
    for (NDArray array : state) {
      part.add(array.reshape(new Shape(batch, -1).addAll(array.getShape().slice(1))));
    }
    return part;
  }

  private static NDList join(NDList routed, NDList common) {
    NDList all = new NDList();
    for (int i = 0; i < routed.size(); i++) {
      all.add(routed.get(i).concat(common.get(i), 1));
    }
    return all;
  }

  /** The recurrence over sequences (R,N), R being the batch or the batch times the memories. */
  private final class Scan {
    private final ParameterStore store;
    private final ScanForm form;
    private final boolean training;

    Scan(ParameterStore store, ScanForm form, boolean training) {
      this.store = store;
      this.form = form;
      this.training = training;
    }

    /** Inputs q, k, v, strength and step (R,N,...) for one memory. */
    NDList projected(Memory memory, NDArray x) {
      return new NDList(
          query.apply(store, x, training),
          memory.key().apply(store, x, training),
          memory.value().apply(store, x, training),
          memory.strength().apply(store, x, training),
          memory.step().apply(store, x, training));
    }

    /** The same for all memories, each with its own tokens. */
    NDList routed(NDArray x, Routes routes) {
      NDArray sorted = routes.sorted(x);
      NDArray byMemory =
          sorted.reshape(-1, memories.size(), sorted.getShape().get(1), sorted.getShape().get(2));
      List<NDList> parts = new ArrayList<>();
      for (int m = 0; m < memories.size(); m++) {
        parts.add(projected(memories.get(m), byMemory.get(new NDIndex(":, {}", m))));
      }
      NDList all = new NDList();
      for (int i = 0; i < parts.get(0).size(); i++) {
        int which = i;
        NDList same = new NDList(parts.stream().map(part -> part.get(which)).toList());
        NDArray stacked = NDArrays.stack(same, 1);
        all.add(stacked.reshape(sorted.getShape().slice(0, 2).add(same.get(0).getShape().get(2))));
      }
      return all;
    }

    /** Outputs (R,N,H V), then the states after the last token of each sequence. */
    NDList run(NDList in, NDList before, @Nullable Routes routes) {
      NDList results = new NDList();
      List<NDArray> rows = new ArrayList<>();
      for (int i = 0; i < convolutions.size(); i++) {
        NDArray tail = before.get(i);
        NDList convolved = convolutions.get(i).apply(store, in.get(i), tail, training);
        rows.add(heads(Activations.silu(convolved.get(0)), config.heads()));
        results.add(
            routes == null
                ? convolved.get(1)
                : routes.tails(tail.concat(in.get(i).transpose(0, 2, 1), 2), TAPS));
      }
      NDArray beta = Activation.sigmoid(in.get(3));
      NDArray logGate = logGate(in.get(4));
      if (routes != null) { // filling neither writes nor forgets
        NDArray real = routes.real().expandDims(2);
        beta = beta.mul(real);
        logGate = logGate.mul(real);
      }
      ScanResult scan =
          GatedDeltaRule.run(
              form,
              Activations.unit(rows.get(0)),
              Activations.unit(rows.get(1)),
              rows.get(2),
              beta.transpose(0, 2, 1),
              logGate.transpose(0, 2, 1),
              before.get(3),
              (float) (1 / Math.sqrt(config.keys())));
      results.add(0, merge(scan.output()));
      results.add(scan.state());
      return results;
    }

    private NDArray logGate(NDArray step) {
      NDArray size = step.add(value(store, stepBias, step.getDevice(), training));
      NDArray rate = local(step, value(store, logA, step.getDevice(), training)).exp().neg();
      return Activation.softPlus(size).mul(rate);
    }
  }
}
