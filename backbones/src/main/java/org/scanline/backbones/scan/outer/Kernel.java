package org.scanline.backbones.scan.outer;

import org.scanline.backbones.scan.numeric.Lanes;

/**
 * The inner loops of the recurrence.
 *
 * <p>Kernels may round differently from each other. But a kernel's bits depend only on the steps
 * and their absolute positions, not on how they were cut into calls.
 */
interface Kernel {
  /** Floats computed together; rows are padded to a multiple of it. */
  int lanes();

  /** Exponentials of x in y, which may be x; may go on to the end of the last one's vector. */
  void exp(float[] x, float[] y, int count);

  /**
   * Advances a sequence by the steps of a block.
   *
   * @param block reads q, k, d, v, bonus, scale; writes o; may change q and k
   * @param carried what came before; advanced
   */
  void run(Block block, Carried carried);

  /** Makes the state that of now, and sets to zero what is closer to zero than a bound. */
  void settle(Carried carried, float below);

  /** The fastest kernel of this virtual machine: vectors when jdk.incubator.vector is there. */
  static Kernel fastest() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return vectors && Lanes.fused() ? new VectorKernel() : new ScalarKernel(); // loaded only here
  }
}
