package org.scanline.backbones.scan.dplr;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.Rows;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.ScanShape;
import org.scanline.backbones.scan.numeric.Sequences;

/**
 * The recurrence in plain Java over the memory of NDArrays. Each sequence is computed by one
 * thread, so the bits do not depend on the number of threads.
 */
final class FusedLowRank {
  private static final Kernel FASTEST = Kernel.fastest();

  private final ScanShape shape;
  private final Kernel kernel;
  private final float scale;
  private final Rows q;
  private final Rows k;
  private final Rows v;
  private final Rows a;
  private final Rows b;
  private final @Nullable Rows logGate;
  private final Rows output;
  private final Rows state; // K steps of V floats

  private FusedLowRank(
      ScanShape shape,
      Kernel kernel,
      float scale,
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray a,
      NDArray b,
      @Nullable NDArray logGate,
      ScanResult result) {
    this.shape = shape;
    this.kernel = kernel;
    this.scale = scale;
    this.q = Rows.of("q", q);
    this.k = Rows.of("k", k);
    this.v = Rows.of("v", v);
    this.a = Rows.of("a", a);
    this.b = Rows.of("b", b);
    this.logGate = logGate == null ? null : Rows.of("logGate", logGate);
    this.output = Rows.of("output", result.output());
    this.state = Rows.of("state", result.state());
  }

  static ScanResult run(
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray a,
      NDArray b,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale,
      int threads) {
    return run(FASTEST, q, k, v, a, b, logGate, state, scale, threads);
  }

  static ScanResult run(
      Kernel kernel,
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray a,
      NDArray b,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale,
      int threads) {
    ScanShape shape = LowRankShape.of(q, k, v, a, b, logGate, state);
    NDManager manager = k.getManager();
    ScanResult result =
        new ScanResult(
            manager.create(shape.outputShape(), DataType.FLOAT32), // all is written
            manager.zeros(shape.stateShape(), DataType.FLOAT32));
    if (state != null) {
      result.state().addi(state);
    }
    if (result.output().size() > 0 && result.state().size() > 0) {
      try (NDScope scope = new NDScope()) { // closes the copies of arrays that were not contiguous
        new FusedLowRank(shape, kernel, scale, q, k, v, a, b, logGate, result).all(threads);
        NDScope.unregister(result.output(), result.state());
      }
    }
    return result;
  }

  private void all(int threads) {
    int sequences = Math.toIntExact(shape.sequences());
    long work = sequences * shape.steps() * shape.keys() * shape.values();
    Sequences.share(sequences, work, threads, this::part);
  }

  private void part(int from, int to) {
    int keys = (int) shape.keys();
    int values = (int) shape.values();
    int steps = Math.toIntExact(shape.steps());
    LowRankBlock block = new LowRankBlock(keys, values, kernel.lanes());
    float[] carried = new float[keys * block.pitch];
    for (int s = from; s < to; s++) {
      state.read(s, 0, keys, carried, block.pitch);
      for (int t = 0; t < steps; t += block.steps) {
        block.steps = Math.min(LowRankBlock.STEPS, steps - t);
        fill(block, s, t);
        kernel.run(block, carried);
        block.scaleOutput(scale);
        output.write(s, t, block.steps, block.o, block.pitch);
      }
      state.write(s, 0, keys, carried, block.pitch);
    }
  }

  private void fill(LowRankBlock block, int sequence, int t) {
    q.read(sequence, t, block.steps, block.q, block.keyPitch);
    k.read(sequence, t, block.steps, block.k, block.keyPitch);
    v.read(sequence, t, block.steps, block.v, block.pitch);
    a.read(sequence, t, block.steps, block.a, block.keyPitch);
    b.read(sequence, t, block.steps, block.b, block.keyPitch);
    if (logGate != null) {
      logGate.read(sequence, t, block.steps, block.logGates, block.keyPitch);
    }
    block.completeGroup();
    if (logGate != null) {
      kernel.exponentiate(block.logGates, block.d);
    }
  }
}
