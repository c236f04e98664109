package org.scanline.backbones.scan.convolution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.layer.Constants;
import org.scanline.backbones.layer.Scalars;

/**
 * A diagonal state space in discrete time, in double precision and with gradients: z = dt A and the
 * output weights C (e^z - 1)/A.
 */
final class Discretized {
  private static final int BLOCK = 64; // lags in a row of the long kernel

  private final NDManager manager;
  private final ComplexPair z; // (D,N/2)
  private final ComplexPair weights; // (D,N/2,1)

  /** Derives all from parameters, on a manager. */
  Discretized(DiagonalStateSpace space, NDManager manager) {
    this.manager = manager;
    NDArray step = wide(space.logStep()).exp().expandDims(1); // (D,1)
    NDArray real = wide(space.logReal()).exp().neg();
    NDArray imaginary = wide(space.imaginary());
    z = new ComplexPair(real.mul(step), imaginary.mul(step));
    NDArray c = wide(space.c());
    ComplexPair pairs =
        new ComplexPair(c.get(new NDIndex(":, :, 0")), c.get(new NDIndex(":, :, 1")));
    ComplexPair input = overRate(exponentialLessOne(z), new ComplexPair(real, imaginary));
    ComplexPair product = pairs.times(input);
    weights = new ComplexPair(product.real().expandDims(2), product.imaginary().expandDims(2));
  }

  /** An array of double precision in another type; {@link NDArray#toType} has no gradient. */
  static NDArray rounded(NDArray wide, DataType type) {
    return wide.getManager().zeros(wide.getShape(), type).addi(wide);
  }

  private NDArray wide(NDArray parameter) { // zeros first: results belong to their manager
    return manager.zeros(parameter.getShape(), DataType.FLOAT64).add(parameter);
  }

  /** e^z - 1, exact also where it is tiny: e^a cos b - 1 = (e^a - 1) cos b - 2 sin(b/2)^2. */
  private static ComplexPair exponentialLessOne(ComplexPair z) {
    NDArray half = Scalars.times(z.real(), 0.5);
    NDArray grown = Scalars.times(half.exp().mul(half.sinh()), 2); // e^a - 1
    NDArray sine = Scalars.times(z.imaginary(), 0.5).sin();
    NDArray real = grown.mul(z.imaginary().cos()).sub(Scalars.times(sine.mul(sine), 2));
    return new ComplexPair(real, z.real().exp().mul(z.imaginary().sin()));
  }

  private static ComplexPair overRate(ComplexPair x, ComplexPair rate) {
    NDArray square = rate.real().mul(rate.real()).add(rate.imaginary().mul(rate.imaginary()));
    ComplexPair product = x.times(rate.conjugate());
    return new ComplexPair(product.real().div(square), product.imaginary().div(square));
  }

  /** e^(z l) for some lags: (D,N/2,l). */
  ComplexPair powers(double... lags) {
    NDArray l = Constants.of(manager, lags, new Shape(1, 1, lags.length), DataType.FLOAT64);
    NDArray size = z.real().expandDims(2).mul(l).exp();
    NDArray angle = z.imaginary().expandDims(2).mul(l);
    return new ComplexPair(size.mul(angle.cos()), size.mul(angle.sin()));
  }

  /** e^(z l) for lags from, from + by, ...: (D,N/2,count). */
  ComplexPair powers(long from, long by, int count) {
    double[] lags = new double[count];
    for (int i = 0; i < count; i++) {
      lags[i] = from + by * i;
    }
    return powers(lags);
  }

  /** C (e^z - 1)/A, (D,N/2,1). */
  ComplexPair weights() {
    return weights;
  }

  /** What a state reads as after some steps of no input: 2 C (e^z - 1)/A e^(z l), (D,N/2,l). */
  ComplexPair reading(ComplexPair powers) {
    ComplexPair product = powers.times(weights);
    return new ComplexPair(Scalars.times(product.real(), 2), Scalars.times(product.imaginary(), 2));
  }

  /** The first lags of the kernel, (D,length). */
  NDArray kernel(int length) {
    return reading(powers(0, 1, length)).real().sum(new int[] {1});
  }

  /** The kernel of any length, (D,length): products of two short tables of powers. */
  NDArray longKernel(long length) {
    int rows = Math.toIntExact((length + BLOCK - 1) / BLOCK);
    ComplexPair starts = reading(powers(0, BLOCK, rows)); // (D,N/2,rows)
    ComplexPair within = powers(0, 1, BLOCK); // (D,N/2,BLOCK)
    NDArray all =
        starts
            .real()
            .transpose(0, 2, 1)
            .matMul(within.real())
            .sub(starts.imaginary().transpose(0, 2, 1).matMul(within.imaginary()));
    NDArray flat = all.reshape(all.getShape().get(0), (long) rows * BLOCK);
    return (long) rows * BLOCK == length ? flat : flat.get(new NDIndex(":, :{}", length));
  }
}
