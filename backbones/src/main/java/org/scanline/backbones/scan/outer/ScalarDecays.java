package org.scanline.backbones.scan.outer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

/** One gate for each step: the decay of a chunk is one (C,C) matrix. */
final class ScalarDecays implements Decays {
  private final NDArray gates; // (R*n,C)
  private final NDArray edges; // (R*n,2C,1)
  private final long chunk;

  ScalarDecays(NDArray gates) {
    this.gates = gates;
    this.chunk = gates.getShape().get(1);
    this.edges = Sums.edges(gates).expandDims(2);
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
    return q.matMul(k.transpose(0, 2, 1)).mul(Sums.decays(gates));
  }

  @Override
  public NDArray carry(NDArray state, NDArray added, long chunks) {
    long keys = state.getShape().get(1);
    long values = state.getShape().get(2);
    NDArray totals = gates.sum(new int[] {1}).reshape(-1, chunks);
    NDArray first = state.reshape(-1, 1, keys * values);
    NDArray all = first.concat(added.reshape(-1, chunks, keys * values), 1);
    return Sums.decays(Sums.afterFirst(totals)).matMul(all).reshape(-1, chunks + 1, keys, values);
  }
}
