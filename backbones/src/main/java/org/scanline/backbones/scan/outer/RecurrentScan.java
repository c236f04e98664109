package org.scanline.backbones.scan.outer;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.Rows;

/**
 * The carried states of many independent sequences, advanced step by step in plain Java.
 *
 * <p>This is {@link GatedOuterProduct} for streams: no engine, no gradients, every output at once.
 * Each sequence is computed by one thread, and what is done now and then is done at absolute
 * positions, so the bits of outputs and states depend neither on how the steps are cut into pushes
 * nor on the number of threads. With and without the Vector API they differ by rounding.
 *
 * <p>Values below 1e-30 are dropped from the state after every 120th step: they cannot be heard or
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
  private final Carried[] carried; // by sequence
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
    this.pitch = Block.padded(values, kernel);
    this.carried = new Carried[sequences];
    int keyPitch = Block.padded(keys, kernel);
    Arrays.setAll(carried, s -> new Carried(keys, keyPitch, pitch));
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
    push(steps, q, k, v, logGate, null, out, threads);
  }

  /**
   * Advances all sequences by some steps; each output reads the state before its own step, and what
   * the step writes times a bonus.
   *
   * @param bonus rows of K, one for each sequence, with a step stride of 0; null reads the state
   *     after the step
   * @see #push(int, Rows, Rows, Rows, Rows, Rows, int)
   */
  public void push(
      int steps,
      Rows q,
      Rows k,
      Rows v,
      @Nullable Rows logGate,
      @Nullable Rows bonus,
      Rows out,
      int threads) {
    check("q", q, steps, keys);
    check("k", k, steps, keys);
    check("v", v, steps, values);
    check("out", out, steps, values);
    if (logGate != null) {
      check("logGate", logGate, steps, logGate.width() == 1 ? 1 : keys);
    }
    if (bonus != null) {
      check("bonus", bonus, 1, keys);
    }
    if (steps < 0 || threads < 1) {
      throw new IllegalArgumentException("steps=" + steps + ", threads=" + threads);
    }
    long work = (long) sequences * steps * keys * pitch;
    int parts = (int) Math.max(1, Math.min(Math.min(threads, sequences), work / WORTH_A_THREAD));
    if (parts == 1) {
      part(0, sequences, steps, q, k, v, logGate, bonus, out);
    } else {
      IntStream.range(0, parts)
          .parallel()
          .forEach(
              p -> part(cut(p, parts), cut(p + 1, parts), steps, q, k, v, logGate, bonus, out));
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
      int from,
      int to,
      int steps,
      Rows q,
      Rows k,
      Rows v,
      @Nullable Rows logGate,
      @Nullable Rows bonus,
      Rows out) {
    Block block = new Block(Math.min(steps, Block.STEPS), keys, values, kernel);
    block.scale = scale;
    for (int s = from; s < to; s++) {
      block.bonus(bonus, s);
      for (int t = 0; t < steps; t += block.steps) {
        long now = position + t;
        block.steps = (int) Math.min(Block.STEPS - now % Block.STEPS, steps - t);
        q.read(s, t, block.steps, block.q, block.keyPitch);
        k.read(s, t, block.steps, block.k, block.keyPitch);
        v.read(s, t, block.steps, block.v, pitch);
        if (logGate != null) {
          block.decay(logGate, s, t, kernel);
        }
        kernel.run(block, carried[s]);
        out.write(s, t, block.steps, block.o, pitch);
        if ((now + block.steps) % Block.STEPS == 0) {
          kernel.settle(carried[s], FORGOTTEN);
        }
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
    for (int s = 0; s < sequences; s++) {
      Carried now = carried[s].copy();
      kernel.settle(now, 0f);
      for (int j = 0; j < keys; j++) {
        System.arraycopy(now.state, j * pitch, copy, (s * keys + j) * values, values);
      }
    }
    return copy;
  }

  /**
   * Replaces the states.
   *
   * @param state laid out (sequence,K,V)
   * @param position steps that led to it; if a multiple of 120, what follows has the bits of an
   *     uncut run, else see {@link #fork}
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
    for (int s = 0; s < sequences; s++) {
      carried[s].settled();
      for (int j = 0; j < keys; j++) {
        System.arraycopy(state, (s * keys + j) * values, carried[s].state, j * pitch, values);
      }
    }
    this.position = position;
  }

  /** Another scan that goes on from here on its own, with the same bits. */
  public RecurrentScan fork() {
    RecurrentScan other = new RecurrentScan(sequences, keys, values, scale, kernel);
    Arrays.setAll(other.carried, s -> carried[s].copy());
    other.position = position;
    return other;
  }
}
