package org.scanline.backbones.scan.delta;

/** The inner loop of the recurrence. */
interface Kernel {

  /** Values of K and V computed together; rows are padded to multiples of it. */
  int lanes();

  /**
   * Advances a state by the steps of a block and writes the block's o.
   *
   * @param block reads q, k, v, beta, d; writes o, not yet scaled
   * @param state K rows of the block's pitch
   */
  void run(DeltaBlock block, float[] state);

  /** The fastest kernel of this virtual machine: vectors when jdk.incubator.vector is there. */
  static Kernel fastest() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      Kernel kernel = new VectorKernel(); // loaded only here
      if (kernel.lanes() >= 4) {
        return kernel;
      }
    }
    return new ScalarKernel();
  }
}
