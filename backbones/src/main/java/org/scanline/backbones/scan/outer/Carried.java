package org.scanline.backbones.scan.outer;

import java.util.Arrays;

/**
 * What one sequence carries from step to step: the state as of now is factor times decay times
 * state.
 *
 * <p>Kernels may leave a state as it is while it decays, and add what is divided by the decay, see
 * {@link VectorKernel}.
 */
final class Carried {
  final int pitch;
  final float[] state; // (K,pitch)
  final float[] decay; // (keyPitch), pads are one
  float factor;
  boolean diagonal; // whether decay is other than one

  Carried(int keys, int keyPitch, int pitch) {
    this.pitch = pitch;
    state = new float[Math.multiplyExact(keys, pitch)];
    decay = new float[keyPitch];
    settled();
  }

  private Carried(Carried other) {
    pitch = other.pitch;
    state = other.state.clone();
    decay = other.decay.clone();
    factor = other.factor;
    diagonal = other.diagonal;
  }

  Carried copy() {
    return new Carried(this);
  }

  /** Says that the state is that of now. */
  void settled() {
    Arrays.fill(decay, 1f);
    factor = 1;
    diagonal = false;
  }
}
