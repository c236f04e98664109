package org.scanline.backbones.scan.dplr;

import org.scanline.backbones.scan.numeric.Lanes;

/** The inner loop of the recurrence. */
interface Kernel {

  /** Values of K and V computed together; rows are padded to multiples of it. */
  int lanes();

  /** Writes e^x of each log gate; there is a multiple of the lanes. */
  void exponentiate(float[] logGates, float[] into);

  /**
   * Advances a state by the steps of a block and writes the block's o.
   *
   * @param block reads q, k, v, a, b, d; writes o, not yet scaled
   * @param state K rows of the block's pitch
   */
  void run(LowRankBlock block, float[] state);

  /** The fastest kernel of this virtual machine: vectors when jdk.incubator.vector is there. */
  static Kernel fastest() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return vectors && Lanes.fused() ? new VectorKernel() : new ScalarKernel();
  }
}
