package org.scanline.backbones.scan.convolution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanResult;

/** The recurrence one step at a time. */
final class NaiveStateSpace {
  private NaiveStateSpace() {}

  static ScanResult run(DiagonalStateSpace space, NDArray u, NDArray state) {
    long steps = u.getShape().get(2);
    if (steps == 0) {
      return new ScanResult(u.add(0), state.add(0));
    }
    Discretized discrete = new Discretized(space, u.getManager());
    ComplexPair factor = discrete.powers(1).squeezed(2).as(u.getDataType()); // (D,N/2)
    ComplexPair weights = discrete.weights().squeezed(2).as(u.getDataType());
    ComplexPair x = ComplexPair.ofLast(state); // (B,D,N/2)
    NDList outputs = new NDList();
    for (NDArray input : u.split(steps, 2)) { // (B,D,1)
      ComplexPair moved = x.times(factor);
      x = new ComplexPair(moved.real().add(input), moved.imaginary());
      outputs.add(Scalars.times(x.times(weights).real().sum(new int[] {2}, true), 2));
    }
    NDArray y = outputs.size() == 1 ? outputs.get(0) : NDArrays.concat(outputs, 2);
    return new ScanResult(y, x.joined());
  }
}
