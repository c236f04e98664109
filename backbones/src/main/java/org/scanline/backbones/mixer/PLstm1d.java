package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.RmsNorm;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.line.LineGates;
import org.scanline.backbones.scan.line.LineRecurrence;

/**
 * pLSTM along a line (Pöppel et al., 2025): source, transition, mark and direct gates of each head
 * and step; transitions lie in [-1,1], so that states can be tracked.
 *
 * <p>The layer of ml-jku/plstm with state-tracking dimensions of 1, without its convolution and its
 * passthrough; parameter names and shapes as there: source, mark and direct with bias and weight,
 * transition with eigenvalues_bias and eigenvalues_weight, query, key and value_ (each head sees
 * its own share of the channels), mhnorm and outprojection. Biases of source, mark and direct start
 * at 0. State: C (B,H,K,V).
 */
public final class PLstm1d extends Mixer {
  private static final double EPSILON = 1e-5;
  private static final double STEEPNESS = 5; // of tanh in the transitions

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
  private final Gate source;
  private final Gate transition;
  private final Gate mark;
  private final Gate direct;
  private final HeadProjection query;
  private final HeadProjection key;
  private final HeadProjection value;
  private final HeadScale norm;
  private final Projection output;

  /** Declares the parameters. */
  public PLstm1d(Config config) {
    super(config.width());
    this.config = config;
    int h = config.heads();
    int d = config.width();
    source = addChildBlock("source", new Gate("", 0, new Shape(h, 1, 1, 1), h, 1, 1, 1, 1, d));
    transition =
        addChildBlock("transition", new Gate("eigenvalues_", 1, new Shape(h, 1), h, 1, 1, d));
    mark = addChildBlock("mark", new Gate("", 0, new Shape(h, 1, 1, 1), h, 1, 1, 1, 1, d));
    direct =
        addChildBlock("direct", new Gate("", 0, new Shape(h, 1, 1, 1, 1), h, 1, 1, 1, 1, 1, d));
    query = addChildBlock("query", new HeadProjection(h, d / h));
    key = addChildBlock("key", new HeadProjection(h, d / h));
    value = addChildBlock("value_", new HeadProjection(h, d / h));
    norm = addChildBlock("mhnorm", new HeadScale(h, d / h));
    output = addChildBlock("outprojection", new Projection(d, d, false));
  }

  @Override
  protected Shape[] stateShapes(long batch) {
    long k = config.width() / config.heads();
    return new Shape[] {new Shape(batch, config.heads(), k, k)};
  }

  @Override
  public NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    NDArray parts = heads(x, config.heads());
    NDArray slope = Scalars.times(transition.apply(store, x, training), STEEPNESS);
    LineGates gates =
        new LineGates(
            Activation.sigmoid(source.apply(store, x, training)),
            Activation.tanh(slope),
            Activation.sigmoid(mark.apply(store, x, training)),
            Activation.sigmoid(direct.apply(store, x, training)));
    ScanResult scan =
        LineRecurrence.run(
            form,
            query.apply(store, parts, training),
            key.apply(store, parts, training),
            value.apply(store, parts, training),
            gates,
            state.get(0),
            1 / Math.sqrt(parts.getShape().get(3)));
    NDArray read = norm.apply(store, RmsNorm.normalize(scan.output(), EPSILON), training);
    return new NDList(output.apply(store, merge(read), training), scan.state());
  }

  /** Takes (B,T,D) or (B,H,T,K) to an array that says what its inputs do. */
  private abstract static class Part extends Layer {
    abstract NDArray apply(ParameterStore store, NDArray x, boolean training);

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
      return inputShapes;
    }
  }

  /** One number for each head and step: x (B,T,D) to (B,H,T). */
  private static final class Gate extends Part {
    private final Parameter bias;
    private final Parameter weight;

    Gate(String prefix, float start, Shape biasShape, long... weightShape) {
      bias = parameter(prefix + "bias", constant(start), biasShape.getShape());
      weight = parameter(prefix + "weight", constant(0), weightShape);
    }

    @Override
    NDArray apply(ParameterStore store, NDArray x, boolean training) {
      Shape shape = weight.getShape();
      long width = shape.get(shape.dimension() - 1);
      NDArray w = local(x, value(store, weight, x.getDevice(), training)).reshape(-1, width);
      NDArray b = local(x, value(store, bias, x.getDevice(), training)).reshape(-1);
      return x.matMul(w.transpose()).add(b).transpose(0, 2, 1);
    }
  }

  /** Each head's own channels to its queries, keys or values: (B,H,T,K) to (B,H,T,K). */
  private static final class HeadProjection extends Part {
    private final Parameter weight;

    HeadProjection(long heads, long width) {
      weight = parameter("weight", dense(width), 1, width, 1, heads, width);
    }

    @Override
    NDArray apply(ParameterStore store, NDArray x, boolean training) {
      Shape s = weight.getShape();
      NDArray w = local(x, value(store, weight, x.getDevice(), training));
      NDArray byHead = w.reshape(s.get(1), s.get(3), s.get(4)).transpose(1, 2, 0); // (H,in,out)
      return x.matMul(byHead);
    }
  }

  /** A factor for each head and channel. */
  private static final class HeadScale extends Part {
    private final Parameter scale;

    HeadScale(long heads, long width) {
      scale = parameter("scale", constant(1), heads, width);
    }

    @Override
    NDArray apply(ParameterStore store, NDArray x, boolean training) {
      return x.mul(local(x, value(store, scale, x.getDevice(), training)).expandDims(1));
    }
  }
}
