package org.scanline.backbones.hybrid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** Backbones and inputs for tests. */
final class Backbones {
  private Backbones() {}

  /** An initialized backbone; the same each time. */
  static Backbone filled(Backbone.Config config, NDManager manager) {
    manager.getEngine().setRandomSeed(20261122);
    Backbone backbone = new Backbone(config);
    backbone.initialize(manager, DataType.FLOAT32, new Shape(1, 1, config.width()));
    return backbone;
  }

  /** A backbone of two layers of the same mixer, with small options. */
  static Backbone.Config small(MixerKind kind, int width, int heads) {
    StringBuilder options = new StringBuilder();
    kind.defaults()
        .forEach((name, value) -> options.append(',').append(name).append('=').append(6));
    String pattern = kind.title() + (options.isEmpty() ? "" : "(" + options.substring(1) + ")");
    return new Backbone.Config(2, width, heads, pattern);
  }

  /** Some input (B,T,D). */
  static NDArray input(NDManager manager, long batch, long steps, long width) {
    return manager
        .arange((int) (batch * steps * width))
        .toType(DataType.FLOAT32, false)
        .mul(0.37)
        .sin()
        .reshape(batch, steps, width);
  }
}
