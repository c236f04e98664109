package org.scanline.backbones.scan.selective;

import org.scanline.backbones.scan.numeric.Lanes;

/**
 * The recurrence over a block.
 *
 * <p>Every step of every channel goes through the same operations in the same order, wherever it
 * stands in its block, so a kernel gives the same bits for all cuts. Kernels agree within rounding.
 */
interface Kernel {
  /** Added to what enters a state, so that none decays into slow denormal numbers. */
  float FLOOR = 1e-30f;

  /** Channels computed together. */
  int lanes();

  /**
   * Advances the states of one set of lanes and writes y.
   *
   * @param block reads u, delta, z, b, c; writes y
   * @param column the first channel of the set within the block's span
   * @param constants A log2(e) by number of state and lane, then D, then the bias of delta
   * @param states by number of state and lane, starting at offset
   */
  void run(Block block, int column, float[] constants, float[] states, int offset);

  /** The fastest kernel of this virtual machine: vectors when jdk.incubator.vector is there. */
  static Kernel fastest() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (vectors && Lanes.fused()) { // classes of vectors are loaded only here
      return new VectorKernel();
    }
    return new ScalarKernel();
  }
}
