package org.scanline.audio.separation.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import org.scanline.backbones.weights.Initial;
import org.scanline.backbones.weights.Variables;

/** Affine layer on the last axis: y = x W^T + b, W (out, in). */
record Dense(NDArray weight, NDArray bias) {

  static Dense of(Variables variables, String name, long in, long out) {
    return of(variables, name, in, out, Initial.dense(in), Initial.constant(0));
  }

  static Dense of(
      Variables variables, String name, long in, long out, Initial weight, Initial bias) {
    Variables at = variables.at(name);
    return new Dense(at.get("weight", weight, out, in), at.get("bias", bias, out));
  }

  NDArray apply(NDArray x) {
    return Linear.linear(x, weight, bias).singletonOrThrow();
  }

  /** Normalisation of the last axis to mean 0 and variance 1, then gain and offset. */
  record Norm(NDArray weight, NDArray bias) {
    private static final float EPSILON = 1e-5f;

    static Norm of(Variables variables, String name, long width) {
      Variables at = variables.at(name);
      return new Norm(
          at.get("weight", Initial.constant(1), width), at.get("bias", Initial.constant(0), width));
    }

    NDArray apply(NDArray x) {
      Shape last = weight.getShape();
      return LayerNorm.layerNorm(x, last, weight, bias, EPSILON).singletonOrThrow();
    }
  }
}
