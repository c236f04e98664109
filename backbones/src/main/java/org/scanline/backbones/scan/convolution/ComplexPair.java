package org.scanline.backbones.scan.convolution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;

/**
 * Complex numbers as two real arrays, because the engine's complex arrays have no gradient.
 *
 * @param real real parts
 * @param imaginary imaginary parts, of the same shape
 */
record ComplexPair(NDArray real, NDArray imaginary) {

  /** Elementwise product; shapes are broadcast. */
  ComplexPair times(ComplexPair other) {
    return new ComplexPair(
        real.mul(other.real).sub(imaginary.mul(other.imaginary)),
        real.mul(other.imaginary).add(imaginary.mul(other.real)));
  }

  /** Elementwise product with real numbers; shapes are broadcast. */
  ComplexPair times(NDArray factor) {
    return new ComplexPair(real.mul(factor), imaginary.mul(factor));
  }

  /** Matrix product from the right: this times other. */
  ComplexPair before(ComplexPair other) {
    return new ComplexPair(
        real.matMul(other.real).sub(imaginary.matMul(other.imaginary)),
        real.matMul(other.imaginary).add(imaginary.matMul(other.real)));
  }

  /** Complex conjugates. */
  ComplexPair conjugate() {
    return new ComplexPair(real, imaginary.neg());
  }

  /** Drops an axis of length 1. */
  ComplexPair squeezed(int axis) {
    return new ComplexPair(real.squeeze(axis), imaginary.squeeze(axis));
  }

  /** The same numbers in another type, with gradients. */
  ComplexPair as(DataType type) {
    return new ComplexPair(Discretized.rounded(real, type), Discretized.rounded(imaginary, type));
  }

  /** Takes pairs (...,2) apart. */
  static ComplexPair ofLast(NDArray pairs) {
    int last = pairs.getShape().dimension() - 1;
    NDList parts = pairs.split(2, last);
    return new ComplexPair(parts.get(0).squeeze(last), parts.get(1).squeeze(last));
  }

  /** Puts pairs together, (...,2). */
  NDArray joined() {
    return real.stack(imaginary, real.getShape().dimension());
  }
}
