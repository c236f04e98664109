package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Constants;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.convolution.LongConvolution;

/**
 * A long convolution whose kernel is a small net of the position (Hyena; Poli et al., 2023, arXiv
 * 2302.10866, section 3.3), faded by an exponential of each channel.
 *
 * <p>Parameter names as in HazyResearch/m2. There the sines of one filter share their frequencies;
 * files list them under each sine, and here each keeps its own.
 */
final class HyenaFilter extends Layer {
  private static final double SLOWEST = Math.log(0.01) / 1.5;
  private static final double FASTEST = Math.log(0.01) / 0.3;

  private final Parameter bias;
  private final Positions positions;
  private final ImplicitKernel ahead;
  private final @Nullable ImplicitKernel back;
  private final Fading fading;

  HyenaFilter(MonarchMixer.Config config) {
    long d = config.width();
    bias = parameter("bias", (manager, shape, type) -> manager.randomNormal(shape, type), d);
    positions = addChildBlock("pos_emb", new Positions(config.embedding(), config.longest()));
    ahead = addChildBlock("implicit_filter", new ImplicitKernel(config));
    back =
        config.bidirectional()
            ? addChildBlock("implicit_filter_rev", new ImplicitKernel(config))
            : null;
    fading = addChildBlock("modulation", new Fading(d));
  }

  /** Convolves u (B,D,T) and adds the bias times u. */
  NDArray apply(ParameterStore store, NDArray u, ScanForm form, boolean training) {
    long steps = u.getShape().get(2);
    NDArray direct = u.mul(local(u, value(store, bias, u.getDevice(), training)).expandDims(1));
    if (steps == 0) {
      return direct;
    }
    NDArray kernel = kernel(store, ahead, u, steps, training);
    NDArray reverse = back == null ? null : kernel(store, back, u, steps, training);
    return LongConvolution.run(form, u, kernel, reverse).add(direct);
  }

  private NDArray kernel(
      ParameterStore store, ImplicitKernel net, NDArray like, long steps, boolean training) {
    NDList at = positions.first(store, like, steps, training);
    NDArray raw = net.apply(store, at.get(0), training); // (1,T,D)
    return raw.mul(fading.apply(store, at.get(1), training)).squeeze(0).transpose();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(apply(store, inputs.get(0), ScanForm.chunked(1), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0]};
  }

  /** What the net sees of a position: time from 0 to 1, then cosines and sines; z and t. */
  private static final class Positions extends Layer {
    private final Parameter z;
    private final Parameter t;

    Positions(int embedding, int longest) {
      z =
          parameter(
              "z", (manager, shape, type) -> waves(manager, shape, type), 1, longest, embedding);
      t =
          parameter(
              "t",
              (manager, shape, type) -> manager.linspace(0f, 1f, longest).reshape(shape),
              1,
              longest,
              1);
      t.freeze(true);
    }

    private static NDArray waves(NDManager manager, Shape shape, DataType type) {
      int steps = (int) shape.get(1);
      int width = (int) shape.get(2);
      int bands = (width - 1) / 2;
      double[] all = new double[steps * width];
      for (int i = 0; i < steps; i++) {
        all[i * width] = steps == 1 ? 0 : i / (steps - 1.0);
        for (int band = 0; band < bands; band++) {
          double frequency = bands == 1 ? 1e-4 : 1e-4 + band * (bands - 1 - 1e-4) / (bands - 1);
          double angle = frequency * 2 * Math.PI * i / steps;
          all[i * width + 1 + band] = Math.cos(angle);
          all[i * width + 1 + bands + band] = -Math.sin(angle);
        }
      }
      return Constants.of(manager, all, shape, type);
    }

    /** z (1,T,E) and t (1,T,1) of the first T positions. */
    NDList first(ParameterStore store, NDArray like, long steps, boolean training) {
      NDIndex span = new NDIndex(":, :{}", steps);
      return new NDList(
          local(like, value(store, z, like.getDevice(), training)).get(span),
          local(like, value(store, t, like.getDevice(), training)).get(span));
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store,
        NDList inputs,
        boolean training,
        @Nullable PairList<String, Object> params) {
      NDArray u = inputs.get(0);
      return first(store, u, u.getShape().get(2), training);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      long steps = inputShapes[0].get(2);
      return new Shape[] {
        z.getShape().slice(0, 1).add(steps, z.getShape().get(2)), new Shape(1, steps, 1)
      };
    }
  }

  /** Exponentials that fade at rates of each channel; deltas (1,1,D). */
  private static final class Fading extends Layer {
    private final Parameter deltas;

    Fading(long channels) {
      deltas = parameter("deltas", spread(), 1, 1, channels);
      deltas.freeze(true);
    }

    private static Initializer spread() {
      return (manager, shape, type) ->
          manager.linspace((float) SLOWEST, (float) FASTEST, (int) shape.get(2)).reshape(shape);
    }

    /** Fades over times t (1,T,1): (1,T,D). */
    NDArray apply(ParameterStore store, NDArray t, boolean training) {
      return t.mul(local(t, value(store, deltas, t.getDevice(), training)).abs()).neg().exp();
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
      return new Shape[] {new Shape(1, inputShapes[0].get(1), deltas.getShape().get(2))};
    }
  }
}
