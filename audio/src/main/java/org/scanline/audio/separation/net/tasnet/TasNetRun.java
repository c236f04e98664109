package org.scanline.audio.separation.net.tasnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.net.tasnet.TasNetParameters.Affine;
import org.scanline.audio.separation.net.tasnet.TasNetParameters.Block;
import org.scanline.audio.separation.net.tasnet.TasNetParameters.Convolution;
import org.scanline.backbones.layer.TorchFunction;

/** The order in which the passes of a Conv-TasNet go over one sound. Thread-safe. */
final class TasNetRun {
  private final TasNetConfig config;
  private final TorchFunction measure;
  private final TorchFunction begin;
  private final List<TorchFunction> mix;
  private final TorchFunction advance;
  private final TorchFunction finish;

  TasNetRun(TasNetConfig config) {
    this.config = config;
    TasNetPasses passes = new TasNetPasses(config);
    measure = passes.measure();
    begin = passes.begin();
    mix = IntStream.range(0, config.layers()).mapToObj(passes::mix).toList();
    advance = passes.advance();
    finish = passes.finish();
  }

  /**
   * The sources (S,C,samples) of a sound (C,samples).
   *
   * @param scope gets the temporaries, as does the caller's NDScope
   */
  NDArray apply(ParameterStore store, TasNetParameters net, NDManager scope, NDArray sound) {
    Values values = new Values(store, scope);
    long frames = (sound.getShape().get(1) - config.kernel()) / config.stride() + 1;
    NDArray paths = scope.zeros(new Shape(frames, config.bottleneck() + config.skip()));
    NDArray hidden = scope.create(new Shape(frames, config.hidden()));
    List<NDArray> code = joined(List.of(sound), values.of(net.encoder(), config.filters()));
    NDArray sums = call(measure, code);
    sums =
        call(
            begin,
            List.of(paths, hidden),
            code,
            values.of(net.inputNorm()),
            List.of(sums),
            values.of(net.bottleneck(), config.bottleneck()),
            widened(values, net.blocks().get(0)));
    for (int i = 0; ; i++) {
      Block block = net.blocks().get(i);
      sums =
          call(
              mix.get(i % config.layers()),
              List.of(hidden, sums),
              values.of(block.firstNorm()),
              values.of(block.depthwise(), config.hidden()),
              List.of(values.of(block.secondSlope())),
              values.of(block.secondNorm()));
      List<NDArray> state = joined(List.of(paths, hidden, sums), values.of(block.secondNorm()));
      if (i + 1 == net.blocks().size()) {
        return finish(values, net, state, code, block);
      }
      sums =
          call(
              advance,
              state,
              values.both(block.residual(), block.skip()),
              widened(values, net.blocks().get(i + 1)));
    }
  }

  private NDArray finish(
      Values values, TasNetParameters net, List<NDArray> state, List<NDArray> code, Block last) {
    Parameter slope = net.headSlope();
    return call(
        finish,
        state,
        config.skip() > 0 ? values.both(null, last.skip()) : values.both(last.residual(), null),
        code,
        List.of(slope == null ? values.zeros(1) : values.of(slope)),
        values.of(net.mask(), (long) config.sources() * config.filters()),
        values.of(net.decoder(), 1));
  }

  private List<NDArray> widened(Values values, Block block) {
    return joined(
        values.of(block.expand(), config.hidden()), List.of(values.of(block.firstSlope())));
  }

  @SafeVarargs
  private static NDArray call(TorchFunction function, List<NDArray>... arguments) {
    List<NDArray> all = joined(arguments);
    return function.apply(false, all.get(0), all.subList(1, all.size()).toArray(new NDArray[0]));
  }

  @SafeVarargs
  private static List<NDArray> joined(List<NDArray>... lists) {
    return List.of(lists).stream().flatMap(List::stream).toList();
  }

  /** The arrays of parameters on the device of the sound. */
  private record Values(ParameterStore store, NDManager scope) {
    NDArray zeros(long size) {
      return scope.zeros(new Shape(size));
    }

    NDArray of(Parameter parameter) {
      return store.getValue(parameter, scope.getDevice(), false);
    }

    List<NDArray> of(Affine norm) {
      return List.of(of(norm.gain()), of(norm.shift()));
    }

    /** Weight, and bias or zeros. */
    List<NDArray> of(Convolution convolution, long outputs) {
      Parameter bias = convolution.bias();
      return List.of(of(convolution.weight()), bias == null ? zeros(outputs) : of(bias));
    }

    /** Weights (B+Sc,H) and biases of the ways back to the paths, one below the other. */
    List<NDArray> both(@Nullable Convolution residual, @Nullable Convolution skip) {
      NDList weights = new NDList();
      NDList biases = new NDList();
      for (Convolution way : new Convolution[] {residual, skip}) {
        if (way != null) {
          long outputs = way.weight().getArray().getShape().get(0);
          List<NDArray> values = of(way, outputs);
          weights.add(values.get(0).squeeze(2));
          biases.add(values.get(1));
        }
      }
      return weights.size() == 1
          ? List.of(weights.get(0), biases.get(0))
          : List.of(NDArrays.concat(weights), NDArrays.concat(biases));
    }
  }
}
