package org.scanline.audio.separation.net.dualpath;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.scanline.audio.separation.net.masking.SceneNorm;
import org.scanline.backbones.layer.Named;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.Recurrent;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.layer.UnaryLayer;

/**
 * One dual-path block on x (B,N,K,S), S chunks of K frames: a recurrent net along each chunk, then
 * one across the chunks at each place, both with a projection, a norm and a way around.
 */
final class DualPathBlock extends UnaryLayer {
  private final Path along;
  private final Path across;

  /** A recurrent net, a projection back to N, a norm. */
  private record Path(Recurrent recurrent, Projection projection, SceneNorm norm) {}

  DualPathBlock(DualPathConfig config) {
    along = path("intra", config, true);
    across = path("inter", config, config.bidirectional());
  }

  private Path path(String name, DualPathConfig config, boolean bothWays) {
    Named holder = addChildBlock(name + "_RNN", new Named());
    return new Path(
        holder.with("rnn", new Recurrent(config.recurrent(bothWays))),
        addChildBlock(
            name + "_linear",
            new Projection((bothWays ? 2L : 1L) * config.hidden(), config.bottleneck(), true)),
        addChildBlock(name + "_norm", new SceneNorm(config.bottleneck(), config.global())));
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    NDArray y = Scoped.of(() -> x.add(passed(store, along, x, training, 3, 2)));
    return Scoped.of(() -> y.add(passed(store, across, y, training, 2, 3)));
  }

  /** Reads along one of the last two axes, for each place of the other. */
  private static NDArray passed(
      ParameterStore store, Path path, NDArray x, boolean training, int each, int time) {
    NDArray moved = x.transpose(0, each, time, 1); // (B, places, time, N)
    Shape shape = moved.getShape();
    NDArray rows = moved.reshape(shape.get(0) * shape.get(1), shape.get(2), shape.get(3));
    NDArray read = path.recurrent().apply(store, rows, training);
    NDArray back = path.projection().apply(store, read, training).reshape(shape);
    NDArray normal = each == 3 ? back.transpose(0, 3, 2, 1) : back.transpose(0, 3, 1, 2);
    return path.norm().apply(store, normal, training);
  }
}
