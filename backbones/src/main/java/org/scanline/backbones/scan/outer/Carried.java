package org.scanline.backbones.scan.outer;

import java.util.Arrays;

/**
 * What one sequence carries from step to step: a state, and the steps since that it does not hold.
 *
 * <p>Kernels may put steps into the state in groups that end at multiples of {@link Kernel#GROUP},
 * counted from the start of the stream. Until then their keys, decayed up to now, and their values
 * wait here, so that each output is the same whether or not the rest of its group is known. The
 * state as of now is decay times state plus the sum of keys times values.
 */
final class Carried {
  final float[] state; // (K,pitch)
  final float[] decay; // (keyPitch), since the state
  final float[] keys; // (GROUP,keyPitch)
  final float[] values; // (GROUP,pitch)
  boolean decays; // whether decay is other than 1

  Carried(int keys, int keyPitch, int pitch) {
    state = new float[Math.multiplyExact(keys, pitch)];
    decay = new float[keyPitch];
    this.keys = new float[Kernel.GROUP * keyPitch];
    values = new float[Kernel.GROUP * pitch];
    forgetWaiting();
  }

  private Carried(Carried other) {
    state = other.state.clone();
    decay = other.decay.clone();
    keys = other.keys.clone();
    values = other.values.clone();
    decays = other.decays;
  }

  Carried copy() {
    return new Carried(this);
  }

  /** Makes every waiting step one that changes nothing. */
  void forgetWaiting() {
    Arrays.fill(decay, 1f);
    decays = false;
    Arrays.fill(keys, 0f);
    Arrays.fill(values, 0f);
  }

  /** Makes the steps of a group from a slot on ones that change nothing. */
  void clearFrom(int slot) {
    Arrays.fill(keys, slot * keys.length / Kernel.GROUP, keys.length, 0f);
    Arrays.fill(values, slot * values.length / Kernel.GROUP, values.length, 0f);
  }
}
