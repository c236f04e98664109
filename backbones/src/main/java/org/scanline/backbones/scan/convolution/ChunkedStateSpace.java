package org.scanline.backbones.scan.convolution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.layer.Constants;
import org.scanline.backbones.scan.ScanResult;

/**
 * The recurrence by chunks: inside a chunk a product with the triangular matrix of the kernel's
 * first lags, between chunks the carried state. What is left over after the last whole chunk is a
 * shorter chunk with tables of its own.
 */
final class ChunkedStateSpace {
  private static final int LONGEST = 128; // the triangles hold D times its square

  private final Discretized discrete;
  private final DataType type;
  private final long modes;

  private ChunkedStateSpace(Discretized discrete, DataType type, long modes) {
    this.discrete = discrete;
    this.type = type;
    this.modes = modes;
  }

  static ScanResult run(DiagonalStateSpace space, NDArray u, NDArray state, int chunk) {
    long steps = u.getShape().get(2);
    if (steps == 0) {
      return NaiveStateSpace.run(space, u, state);
    }
    Discretized discrete = new Discretized(space, u.getManager());
    return new ChunkedStateSpace(discrete, u.getDataType(), space.modes())
        .chunks(u, state, (int) Math.min(Math.min(chunk, LONGEST), steps));
  }

  private ScanResult chunks(NDArray u, NDArray state, int chunk) {
    long steps = u.getShape().get(2);
    long whole = steps / chunk * chunk;
    if (whole == steps) {
      return equalChunks(u, state, chunk);
    }
    NDList parts = u.split(new long[] {whole}, 2);
    ScanResult first = equalChunks(parts.get(0), state, chunk);
    ScanResult rest = equalChunks(parts.get(1), first.state(), (int) (steps - whole));
    return new ScanResult(first.output().concat(rest.output(), 2), rest.state());
  }

  /** All chunks of one length C: u (B,D,n C), state (B,D,N/2,2). */
  private ScanResult equalChunks(NDArray u, NDArray state, int chunk) {
    Shape shape = u.getShape();
    long batch = shape.get(0);
    long channels = shape.get(1);
    long n = shape.get(2) / chunk;
    NDArray rows = // (D,B n,C)
        u.reshape(batch, channels, n, chunk)
            .transpose(1, 0, 2, 3)
            .reshape(channels, batch * n, chunk);
    NDArray within =
        rows.matMul(triangle(Discretized.rounded(discrete.kernel(chunk), type).transpose()));
    NDArray added = // (D,B,n,N): what each chunk adds to the state, real parts first
        rows.matMul(stacked(discrete.powers(chunk - 1, -1, chunk)).transpose(0, 2, 1))
            .reshape(channels, batch, n, 2 * modes);
    NDList states = carry(added, ComplexPair.ofLast(state.transpose(1, 0, 2, 3)), chunk);
    NDArray starts = joined(states.subNDList(0, (int) n)).reshape(channels, batch * n, 2 * modes);
    ComplexPair reading = discrete.reading(discrete.powers(1, 1, chunk)).conjugate();
    NDArray carried = starts.matMul(stacked(reading));
    NDArray y =
        within.add(carried).reshape(channels, batch, n, chunk).transpose(1, 0, 2, 3).reshape(shape);
    NDList last = states.get((int) n).squeeze(2).split(2, 2); // (D,B,N/2) twice
    return new ScanResult(
        y, new ComplexPair(last.get(0), last.get(1)).joined().transpose(1, 0, 2, 3));
  }

  /** The states before each chunk and after the last, each (D,B,1,N), real parts first. */
  private NDList carry(NDArray added, ComplexPair first, int chunk) {
    ComplexPair power = discrete.powers(chunk).as(type); // (D,N/2,1)
    ComplexPair factor =
        new ComplexPair(power.real().transpose(0, 2, 1), power.imaginary().transpose(0, 2, 1));
    ComplexPair x = first; // (D,B,N/2)
    NDList states = new NDList(x.real().concat(x.imaginary(), 2).expandDims(2));
    for (NDArray each : added.split(added.getShape().get(2), 2)) {
      NDList parts = each.squeeze(2).split(2, 2);
      ComplexPair moved = x.times(factor);
      x = new ComplexPair(moved.real().add(parts.get(0)), moved.imaginary().add(parts.get(1)));
      states.add(x.real().concat(x.imaginary(), 2).expandDims(2));
    }
    return states;
  }

  private static NDArray joined(NDList parts) {
    return parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts, 2);
  }

  /** Real over imaginary parts, (D,N,l). */
  private NDArray stacked(ComplexPair table) {
    return Discretized.rounded(table.real().concat(table.imaginary(), 1), type);
  }

  /** Entry (s,t) is K_(t-s), 0 above; from the first lags of a kernel (C,D) to (D,C,C). */
  static NDArray triangle(NDArray kernel) {
    NDManager manager = kernel.getManager();
    int chunk = Math.toIntExact(kernel.getShape().get(0));
    long channels = kernel.getShape().get(1);
    NDArray zeros = manager.zeros(new Shape(1, channels), kernel.getDataType());
    long[] lags = new long[chunk * chunk];
    for (int i = 0; i < lags.length; i++) {
      int lag = i % chunk - i / chunk;
      lags[i] = lag < 0 ? chunk : lag;
    }
    return kernel
        .concat(zeros, 0)
        .get(Constants.indices(manager, lags))
        .transpose()
        .reshape(channels, chunk, chunk);
  }
}
