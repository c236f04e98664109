package org.scanline.audio.separation.net.tasnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.net.tasnet.TasNetParameters.Affine;
import org.scanline.audio.separation.net.tasnet.TasNetParameters.Block;
import org.scanline.audio.separation.net.tasnet.TasNetParameters.Convolution;
import org.scanline.backbones.layer.Layer;

/**
 * Conv-TasNet: sound to strengths of learnt short waves, a mask upon these for each source, and
 * waves back to sound (Luo and Mesgarani, 2019, arXiv 1809.07454, figure 1).
 *
 * <p>x (B,C,T) to (B,S,C,T). For use only: there is no gradient, since the passes over the frames
 * ({@link TasNetPasses}) overwrite what they have read. Thread-safe once the weights are in.
 */
public final class TasNet extends Layer {
  private final TasNetConfig config;
  private final TasNetParameters parts;
  private final TasNetRun run;

  /** Declares the parameters under the publisher's names. */
  public TasNet(TasNetConfig config) {
    this.config = config;
    TasNetLayout layout = config.layout();
    TasNetNames names = layout.names(config.causal());
    int filters = config.filters();
    int channels = config.channels();
    int path = config.skip() > 0 ? config.skip() : config.bottleneck();
    List<Block> blocks = new ArrayList<>();
    parts =
        new TasNetParameters(
            basis(names.encoder(), filters, filters, channels, config.kernel()),
            norm(names, names.inputNorm(), filters, false),
            pointwise(names.bottleneck(), config.bottleneck(), filters),
            blocks,
            layout.bentHead() ? slope(names.headSlope()) : null,
            pointwise(names.mask(), (long) config.sources() * filters, path),
            layout == TasNetLayout.KAITUOXU
                ? basis(names.decoder(), channels, (long) channels * config.kernel(), filters)
                : basis(names.decoder(), channels, filters, channels, config.kernel()));
    for (int i = 0; i < config.blocks(); i++) {
      blocks.add(block(names, i));
    }
    run = new TasNetRun(config);
  }

  private Block block(TasNetNames names, int number) {
    String start = names.block(number, config.layers());
    TasNetNames.Inside inside = names.inside();
    int hidden = config.hidden();
    boolean back = config.layout().residual(number, config.blocks());
    return new Block(
        pointwise(start + inside.expand(), hidden, config.bottleneck()),
        slope(start + inside.firstSlope()),
        norm(names, start + inside.firstNorm(), hidden, true),
        convolution(start + inside.depthwise(), hidden, 1, config.taps()),
        slope(start + inside.secondSlope()),
        norm(names, start + inside.secondNorm(), hidden, true),
        back ? pointwise(start + inside.residual(), config.bottleneck(), hidden) : null,
        config.skip() > 0 ? pointwise(start + inside.skip(), config.skip(), hidden) : null);
  }

  private Convolution pointwise(String name, long outputs, long inputs) {
    return convolution(name, outputs, inputs, 1);
  }

  private Convolution convolution(String name, long... shape) {
    long reach = shape[1] * shape[2];
    boolean biased = config.layout().biased();
    return new Convolution(
        parameter(name + ".weight", dense(reach), shape),
        biased ? parameter(name + ".bias", dense(reach), shape[0]) : null);
  }

  private Convolution basis(String name, long biases, long... shape) {
    boolean biased = config.layout().biasedBasis();
    return new Convolution(
        parameter(name, dense(config.kernel()), shape),
        biased ? parameter(name.replace("weight", "bias"), dense(config.kernel()), biases) : null);
  }

  private Affine norm(TasNetNames names, String name, int width, boolean inBlock) {
    long[] shape = config.layout().gain(width, inBlock, config.global());
    return new Affine(
        parameter(name + names.gain(), constant(1), shape),
        parameter(name + names.shift(), constant(0), shape));
  }

  private Parameter slope(String name) {
    return parameter(name + ".weight", constant(0.25f), 1);
  }

  /**
   * Separates x (B,C,T) to (B,S,C,T), on the manager of x.
   *
   * <p>Where the engine has one thread ({@code ai.djl.pytorch.num_threads}), the processors share
   * the items of the batch; no item is split, so their number does not reach the arithmetic.
   */
  NDArray separate(ParameterStore store, NDArray x) {
    boolean shared = Integer.getInteger("ai.djl.pytorch.num_threads", 0) == 1;
    IntStream items = IntStream.range(0, Math.toIntExact(x.getShape().get(0)));
    Stream<NDArray> sources =
        (shared ? items.parallel() : items).mapToObj(item -> separate(store, x, item));
    NDList separated = new NDList(sources.toList());
    NDArray result = NDArrays.stack(separated);
    separated.close();
    return result;
  }

  private NDArray separate(ParameterStore store, NDArray x, int item) {
    NDManager manager = x.getManager();
    long length = x.getShape().get(2);
    NDIndex within = new NDIndex("..., {}:{}", config.lead(), config.lead() + length);
    try (NDManager scope = manager.newSubManager();
        NDScope temporaries = new NDScope()) {
      temporaries.suppressNotUsedWarning();
      NDArray sound = scope.zeros(new Shape(x.getShape().get(1), config.padded(length)));
      sound.get(within).addi(x.get(item));
      NDArray sources = run.apply(store, parts, scope, sound).get(within).duplicate();
      NDScope.unregister(sources);
      sources.attach(manager);
      return sources;
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    if (training) {
      throw new UnsupportedOperationException("this net is for use, it has no gradient");
    }
    return new NDList(separate(store, inputs.get(0)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(0), config.sources(), in.get(1), in.get(2))};
  }
}
