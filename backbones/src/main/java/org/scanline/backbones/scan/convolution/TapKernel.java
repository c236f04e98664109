package org.scanline.backbones.scan.convolution;

import org.scanline.backbones.scan.numeric.Lanes;

/** A causal convolution and silu over a block. Kernels agree within rounding. */
interface TapKernel {

  /**
   * Computes y of a block.
   *
   * @param weights by tap, the oldest first, and channel; the bias behind the last tap
   * @param channel the first of the block
   * @param pitch channels from tap to tap
   */
  void run(TapBlock block, float[] weights, int channel, int pitch);

  /** The fastest kernel of this virtual machine: vectors when jdk.incubator.vector is there. */
  static TapKernel fastest() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (vectors && Lanes.fused()) { // classes of vectors are loaded only here
      return new VectorTapKernel();
    }
    return new ScalarTapKernel();
  }
}
