package org.scanline.datasets.benchmark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.Rows;
import org.scanline.backbones.scan.outer.RecurrentScan;

/** The outer-product recurrence as a stream: no engine, and the same memory for every piece. */
final class StreamWorkload implements Workload {
  private final RecurrentScan scan;
  private final int steps;
  private final int threads;
  private final Rows q;
  private final Rows k;
  private final Rows v;
  private final @Nullable Rows logGate;
  private final Rows out;

  /**
   * Makes inputs.
   *
   * @param gateWidth width K or 1 of the gates, 0 for none
   */
  StreamWorkload(Sizes sizes, int steps, int gateWidth, int threads) {
    int width = sizes.width();
    this.steps = steps;
    this.threads = threads;
    scan = new RecurrentScan(sizes.heads(), width, width, (float) (1 / Math.sqrt(width)));
    Random random = new Random(1);
    q = rows(sizes, steps, width, () -> random.nextFloat() - 0.5f);
    k = rows(sizes, steps, width, () -> random.nextFloat() - 0.5f);
    v = rows(sizes, steps, width, () -> random.nextFloat() - 0.5f);
    logGate =
        gateWidth == 0 ? null : rows(sizes, steps, gateWidth, () -> -0.1f * random.nextFloat());
    out = rows(sizes, steps, width, () -> 0f);
  }

  private interface Source {
    float next();
  }

  private static Rows rows(Sizes sizes, int steps, int width, Source source) {
    int size = Math.multiplyExact(Math.multiplyExact(sizes.heads(), steps), width);
    FloatBuffer memory =
        ByteBuffer.allocateDirect(Math.multiplyExact(Float.BYTES, size))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < size; i++) {
      memory.put(i, source.next());
    }
    return Rows.of(memory, 0, Math.multiplyExact(steps, width), width, width);
  }

  @Override
  public void run() {
    scan.push(steps, q, k, v, logGate, out, threads);
  }

  @Override
  public void close() {
    // Java's own memory: nothing to release.
  }
}
