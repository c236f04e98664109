package org.scanline.backbones.scan.outer;

import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.Rows;

/**
 * A few steps of one sequence, gathered close together for a kernel, which may change them.
 *
 * <p>Rows are padded from K and V to the pitches, multiples of the kernel's lanes. The pads of q, k
 * and v stay zero, those of d one.
 */
final class Block {
  /** Steps in a full block; blocks end at multiples of it, counted from the start of the stream. */
  static final int STEPS = 120;

  final int keys;
  final int keyPitch;
  final int pitch;
  final float[] q; // one row more than there are steps, like o
  final float[] k;
  final float[] d; // decays, rows of keyPitch or of 1
  final float[] v;
  final float[] o;
  final float[] lanes; // scratch of a kernel: one vector
  final float[] direct; // scratch of a kernel: a factor of v for each step
  float @Nullable [] bonus;
  float scale;
  int gates; // numbers of each step in d: keyPitch, 1, or 0 where nothing decays
  int steps;
  private final float[] logs;

  Block(int steps, int keys, int values, Kernel kernel) {
    this.keys = keys;
    keyPitch = padded(keys, kernel);
    pitch = padded(values, kernel);
    q = new float[(steps + 1) * keyPitch];
    k = new float[steps * keyPitch];
    d = new float[steps * keyPitch];
    logs = new float[steps * keyPitch];
    v = new float[steps * pitch];
    o = new float[(steps + 1) * pitch];
    lanes = new float[kernel.lanes()];
    direct = new float[steps];
  }

  /** Rounds a width up to whole vectors. */
  static int padded(int width, Kernel kernel) {
    return (width + kernel.lanes() - 1) / kernel.lanes() * kernel.lanes();
  }

  /** Takes the bonus of a sequence. */
  void bonus(@Nullable Rows rows, int sequence) {
    if (rows != null) {
      bonus = new float[keyPitch];
      rows.read(sequence, 0, 1, bonus, keyPitch);
    }
  }

  /** Takes the log gates of these steps, rows of K or of 1, and sets the decays. */
  void decay(Rows logGate, int sequence, int from, Kernel kernel) {
    gates = logGate.width() == 1 ? 1 : keyPitch;
    logGate.read(sequence, from, steps, logs, gates);
    kernel.exp(logs, d, steps * gates);
  }
}
