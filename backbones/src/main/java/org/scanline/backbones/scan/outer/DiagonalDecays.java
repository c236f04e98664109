package org.scanline.backbones.scan.outer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

/** One gate for each step and key channel: the decay of a chunk is one (C,C) matrix per channel. */
final class DiagonalDecays implements Decays {
  private final NDArray gates; // (R*n*K,C)
  private final NDArray edges; // (R*n,2C,K)
  private final long chunk;
  private final long keys;

  /** Takes log gates (R*n,C,K). */
  DiagonalDecays(NDArray gates) {
    this.chunk = gates.getShape().get(1);
    this.keys = gates.getShape().get(2);
    this.gates = gates.transpose(0, 2, 1).reshape(-1, chunk);
    this.edges = Sums.edges(this.gates).reshape(-1, keys, 2 * chunk).transpose(0, 2, 1);
  }

  @Override
  public NDArray fromStart() {
    return edges.get(new NDIndex(":, :{}", chunk));
  }

  @Override
  public NDArray toEnd() {
    return edges.get(new NDIndex(":, {}:", chunk));
  }

  @Override
  public NDArray scores(NDArray q, NDArray k) {
    NDArray decays = Sums.decays(gates).reshape(-1, keys, chunk, chunk);
    NDArray key = k.transpose(0, 2, 1).expandDims(2); // (R*n,K,1,C)
    NDArray query = q.transpose(0, 2, 1).expandDims(3); // (R*n,K,C,1)
    return decays.mul(key).mul(query).sum(new int[] {1});
  }

  @Override
  public NDArray carry(NDArray state, NDArray added, long chunks) {
    long values = state.getShape().get(2);
    NDArray totals = gates.sum(new int[] {1}).reshape(-1, chunks, keys); // (R,n,K)
    NDArray byKey = totals.transpose(0, 2, 1).reshape(-1, chunks);
    NDArray first = state.reshape(-1, 1, keys, values);
    NDArray all = first.concat(added.reshape(-1, chunks, keys, values), 1);
    NDArray channels = all.transpose(0, 2, 1, 3).reshape(-1, chunks + 1, values);
    return Sums.decays(Sums.afterFirst(byKey))
        .matMul(channels)
        .reshape(-1, keys, chunks + 1, values)
        .transpose(0, 2, 1, 3);
  }
}
