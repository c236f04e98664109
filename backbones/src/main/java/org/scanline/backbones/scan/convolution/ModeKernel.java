package org.scanline.backbones.scan.convolution;

import org.scanline.backbones.scan.numeric.Lanes;

/**
 * The complex recurrence over a block. Every step of every channel goes through the same operations
 * in the same order, so a kernel gives the same bits for all cuts; kernels agree within rounding.
 */
interface ModeKernel {
  /** Added to what enters a state, so that none decays into slow denormal numbers. */
  float FLOOR = 1e-30f;

  /** Channels computed together. */
  int lanes();

  /**
   * Advances the states of one set of lanes and writes y.
   *
   * @param states real parts by mode and lane, starting at offset, then imaginary parts
   */
  void run(Modes.Block block, Modes modes, float[] states, int offset);

  /** The fastest kernel of this virtual machine: vectors when jdk.incubator.vector is there. */
  static ModeKernel fastest() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (vectors && Lanes.fused()) { // classes of vectors are loaded only here
      return new VectorModeKernel();
    }
    return new ScalarModeKernel();
  }
}
