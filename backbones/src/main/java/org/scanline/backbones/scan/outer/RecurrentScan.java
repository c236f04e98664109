package org.scanline.backbones.scan.outer;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.Rows;

/**
 * The carried states of many independent sequences, advanced step by step in plain Java.
 *
 * <p>This is {@link GatedOuterProduct} for streams: no engine, no gradients. Steps are computed in
 * absolute order, each sequence by one thread, so the bits of outputs and states depend neither on
 * how the steps are cut into pushes nor on the number of threads, nor on whether the Vector API is
 * there.
 *
 * <p>Values below 1e-30 are dropped from the state after every 64th step: they cannot be heard or
 * seen, and left to decay under silence they become denormal numbers, which are slow. One thread at
 * a time.
 */
public final class RecurrentScan {
  private static final Kernel FASTEST = Kernel.fastest();
  private static final float FORGOTTEN = 1e-30f;
  private static final long WORTH_A_THREAD = 1 << 17; // multiply-adds

  private final int sequences;
  private final int keys;
  private final int values;
  private final int pitch;
  private final float scale;
  private final Kernel kernel;
  private final float[] states; // (sequences,K,pitch)
  private long position;

  /**
   * Starts with states of zero.
   *
   * @param sequences number of independent sequences, such as batch times heads
   * @param keys K
   * @param values V
   * @param scale factor of the outputs
   */
  public RecurrentScan(int sequences, int keys, int values, float scale) {
    this(sequences, keys, values, scale, FASTEST);
  }

  RecurrentScan(int sequences, int keys, int values, float scale, Kernel kernel) {
    if (sequences < 1 || keys < 1 || values < 1) {
      throw new IllegalArgumentException(
          "sequences="
              + sequences
              + ", keys="
              + keys
              + ", values="
              + values
              + " must all be at least 1");
    }
    this.sequences = sequences;
    this.keys = keys;
    this.values = values;
    this.scale = scale;
    this.kernel = kernel;
    this.pitch = (values + kernel.lanes() - 1) / kernel.lanes() * kernel.lanes();
    this.states = new float[Math.multiplyExact(Math.multiplyExact(sequences, keys), pitch)];
  }

  /** Floats that one vector instruction handles here; 1 without the Vector API. */
  public static int vectorLanes() {
    return FASTEST.lanes();
  }

  /**
   * Advances all sequences by some steps.
   *
   * @param steps number of steps, may be 0
   * @param q queries, rows of K
   * @param k keys, rows of K
   * @param v values, rows of V
   * @param logGate natural logarithms of the decays, rows of K or of 1; null for no decay
   * @param out receives the outputs, rows of V; must not overlap the inputs
   * @param threads most threads to use, from the common pool; 1 stays on the calling thread
   * @throws IllegalArgumentException when a width or the memory behind it does not fit
   */
  public void push(
      int steps, Rows q, Rows k, Rows v, @Nullable Rows logGate, Rows out, int threads) {
    check("q", q, steps, keys);
    check("k", k, steps, keys);
    check("v", v, steps, values);
    check("out", out, steps, values);
    if (logGate != null) {
      check("logGate", logGate, steps, logGate.width() == 1 ? 1 : keys);
    }
    if (steps < 0 || threads < 1) {
      throw new IllegalArgumentException("steps=" + steps + ", threads=" + threads);
    }
    long work = (long) sequences * steps * keys * pitch;
    int parts = (int) Math.max(1, Math.min(Math.min(threads, sequences), work / WORTH_A_THREAD));
    if (parts == 1) {
      part(0, sequences, steps, q, k, v, logGate, out);
    } else {
      IntStream.range(0, parts)
          .parallel()
          .forEach(p -> part(cut(p, parts), cut(p + 1, parts), steps, q, k, v, logGate, out));
    }
    position += steps;
  }

  private int cut(int part, int parts) {
    return (int) ((long) sequences * part / parts);
  }

  private void check(String name, Rows rows, int steps, int width) {
    if (rows.width() != width) {
      throw new IllegalArgumentException(
          name + " has rows of " + rows.width() + ", needs " + width);
    }
    rows.check(name, sequences, steps);
  }

  private void part(
      int from, int to, int steps, Rows q, Rows k, Rows v, @Nullable Rows logGate, Rows out) {
    int decays = logGate == null ? 1 : logGate.width();
    Block block = new Block(Math.min(steps, Block.STEPS), keys, pitch, decays);
    if (logGate == null) {
      Arrays.fill(block.d, 1f);
    }
    for (int s = from; s < to; s++) {
      for (int t = 0; t < steps; t += block.steps) {
        long toBoundary = Block.STEPS - (position + t) % Block.STEPS;
        block.steps = (int) Math.min(toBoundary, steps - t);
        q.read(s, t, block.steps, block.q, keys);
        k.read(s, t, block.steps, block.k, keys);
        v.read(s, t, block.steps, block.v, pitch);
        if (logGate != null) {
          logGate.read(s, t, block.steps, block.d, decays);
          block.exponentiate();
        }
        kernel.run(block, states, s * keys * pitch);
        block.scaleOutput(scale);
        out.write(s, t, block.steps, block.o, pitch);
        if (block.steps == toBoundary) {
          forget(s);
        }
      }
    }
  }

  private void forget(int sequence) {
    int from = sequence * keys * pitch;
    for (int i = from; i < from + keys * pitch; i++) {
      if (Math.abs(states[i]) < FORGOTTEN) {
        states[i] = 0f;
      }
    }
  }

  /** Steps pushed so far. */
  public long position() {
    return position;
  }

  /** Copies the states out, laid out (sequence,K,V). */
  public float[] state() {
    float[] copy = new float[sequences * keys * values];
    for (int r = 0; r < sequences * keys; r++) {
      System.arraycopy(states, r * pitch, copy, r * values, values);
    }
    return copy;
  }

  /**
   * Replaces the states.
   *
   * @param state laid out (sequence,K,V)
   * @param position steps that led to it; matters only for bit-identity with an uncut run
   */
  public void restore(float[] state, long position) {
    if (state.length != sequences * keys * values || position < 0) {
      throw new IllegalArgumentException(
          "state has "
              + state.length
              + " floats, needs "
              + sequences * keys * values
              + "; position="
              + position);
    }
    for (int r = 0; r < sequences * keys; r++) {
      System.arraycopy(state, r * values, states, r * pitch, values);
    }
    this.position = position;
  }
}
