package org.scanline.backbones.scan.outer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.Rows;

/**
 * A few steps of one sequence, gathered close together for a kernel.
 *
 * <p>Rows are padded from K and V to the pitches, multiples of the kernel's lanes. The pads of q, k
 * and v stay zero, those of d one.
 */
final class Block {
  /** Steps in a full block; blocks end at multiples of it, counted from the start of the stream. */
  static final int STEPS = 64;

  final int keys;
  final int keyPitch;
  final int pitch;
  final float[] q;
  final float[] k;
  final float[] d; // decays, always one for each key
  final float[] v;
  final float[] o;
  final float[] reads; // scratch of a kernel: decayed queries of a group
  final float[] scores; // scratch of a kernel: queries times keys of a group
  float @Nullable [] bonus;
  float scale;
  boolean decays; // whether d is other than 1
  int steps;
  private final float[] gates;

  Block(int steps, int keys, int values, Kernel kernel) {
    this.keys = keys;
    keyPitch = padded(keys, kernel);
    pitch = padded(values, kernel);
    q = new float[steps * keyPitch];
    k = new float[steps * keyPitch];
    d = new float[steps * keyPitch];
    v = new float[steps * pitch];
    o = new float[steps * pitch];
    gates = new float[padded(steps * keyPitch, kernel)];
    reads = new float[Kernel.GROUP * keyPitch];
    scores = new float[Kernel.GROUP * Kernel.GROUP * kernel.lanes()];
    Arrays.fill(d, 1f);
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
    decays = true;
    int width = logGate.width();
    logGate.read(sequence, from, steps, gates, width == 1 ? 1 : keyPitch);
    if (width > 1) {
      kernel.exp(gates, d, steps * keyPitch);
      return;
    }
    kernel.exp(gates, gates, steps);
    for (int t = 0; t < steps; t++) {
      Arrays.fill(d, t * keyPitch, (t + 1) * keyPitch, gates[t]);
    }
  }
}
