package org.scanline.backbones.scan.delta;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.Rows;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.ScanShape;
import org.scanline.backbones.scan.numeric.Sequences;

/**
 * The recurrence in plain Java over the memory of NDArrays. Each sequence is computed by one
 * thread, so the bits do not depend on the number of threads.
 */
final class FusedDeltaRule {
  private static final Kernel FASTEST = Kernel.fastest();

  private final ScanShape shape;
  private final Kernel kernel;
  private final float scale;
  private final Rows q;
  private final Rows k;
  private final Rows v;
  private final Rows beta;
  private final @Nullable Rows logGate;
  private final Rows output;
  private final Rows state; // of K V floats

  private FusedDeltaRule(
      ScanShape shape,
      Kernel kernel,
      float scale,
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray beta,
      @Nullable NDArray logGate,
      NDArray output,
      NDArray state) {
    this.shape = shape;
    this.kernel = kernel;
    this.scale = scale;
    this.q = Rows.of("q", q);
    this.k = Rows.of("k", k);
    this.v = Rows.of("v", v);
    this.beta = Rows.of("beta", beta.expandDims(3));
    this.logGate = logGate == null ? null : Rows.of("logGate", logGate.expandDims(3));
    this.output = Rows.of("output", output);
    this.state = Rows.of("state", state);
  }

  static ScanResult run(
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray beta,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale,
      int threads) {
    return run(FASTEST, q, k, v, beta, logGate, state, scale, threads);
  }

  static ScanResult run(
      Kernel kernel,
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray beta,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale,
      int threads) {
    ScanShape shape = DeltaShape.of(q, k, v, beta, logGate, state);
    NDManager manager = k.getManager();
    NDArray output = manager.create(shape.outputShape(), DataType.FLOAT32); // all is written
    NDArray last = manager.zeros(shape.stateShape(), DataType.FLOAT32);
    if (state != null) {
      last.addi(state);
    }
    if (output.size() > 0 && last.size() > 0) {
      try (NDScope scope = new NDScope()) { // closes the copies of arrays that were not contiguous
        new FusedDeltaRule(shape, kernel, scale, q, k, v, beta, logGate, output, last).all(threads);
        NDScope.unregister(output, last);
      }
    }
    return new ScanResult(output, last);
  }

  private void all(int threads) {
    int sequences = Math.toIntExact(shape.sequences());
    long work = sequences * shape.steps() * shape.keys() * shape.values();
    Sequences.share(sequences, work, threads, this::part);
  }

  private void part(int from, int to) {
    int keys = (int) shape.keys();
    int steps = Math.toIntExact(shape.steps());
    int pitch = padded((int) shape.values());
    DeltaBlock block = new DeltaBlock(keys, padded(keys), pitch, kernel.lanes());
    Arrays.fill(block.d, 1f);
    float[] carried = new float[keys * pitch];
    for (int s = from; s < to; s++) {
      state.read(s, 0, keys, carried, pitch);
      for (int t = 0; t < steps; t += block.steps) {
        block.steps = Math.min(DeltaBlock.STEPS, steps - t);
        fill(block, s, t);
        kernel.run(block, carried);
        block.scaleOutput(scale);
        output.write(s, t, block.steps, block.o, pitch);
      }
      state.write(s, 0, keys, carried, pitch);
    }
  }

  private void fill(DeltaBlock block, int sequence, int t) {
    q.read(sequence, t, block.steps, block.q, block.keyPitch);
    k.read(sequence, t, block.steps, block.k, block.keyPitch);
    v.read(sequence, t, block.steps, block.v, block.pitch);
    beta.read(sequence, t, block.steps, block.beta, 1);
    if (logGate != null) {
      logGate.read(sequence, t, block.steps, block.d, 1);
      block.exponentiate();
    }
    block.completeGroup();
  }

  private int padded(int width) {
    return (width + kernel.lanes() - 1) / kernel.lanes() * kernel.lanes();
  }
}
