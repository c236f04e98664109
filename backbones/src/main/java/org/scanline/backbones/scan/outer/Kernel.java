package org.scanline.backbones.scan.outer;

/**
 * The inner loop of the recurrence.
 *
 * <p>Every kernel rounds alike: S = (d S) + (k v), then o = o + (q S), keys in ascending order, no
 * fused multiply-add. So all kernels give the same bits.
 */
interface Kernel {

  /** Values of V computed together; rows are padded to a multiple of it. */
  int lanes();

  /**
   * Advances a state by the steps of a block and writes the block's o.
   *
   * @param block reads q, k, d, v; writes o, not yet scaled
   * @param state K rows of the block's pitch, starting at offset
   */
  void run(Block block, float[] state, int offset);

  /** The fastest kernel of this virtual machine: vectors when jdk.incubator.vector is there. */
  static Kernel fastest() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (vectors) {
      Kernel kernel = new VectorKernel(); // loaded only here
      if (kernel.lanes() >= 4) {
        return kernel;
      }
    }
    return new ScalarKernel();
  }
}
