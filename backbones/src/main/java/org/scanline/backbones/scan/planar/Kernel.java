package org.scanline.backbones.scan.planar;

import org.scanline.backbones.scan.numeric.Lanes;

/**
 * The recurrences over a line of cells.
 *
 * <p>Every cell goes through the same operations in the same order wherever it stands, so a kernel
 * gives the same bits for all cuts. Kernels agree within rounding.
 */
interface Kernel {
  /** Scans E channels from the first cell to the last. */
  void right(Line line, int channel);

  /** Scans E channels from the last cell to the first. */
  void left(Line line, int channel);

  /** Advances E channels of each cell by one row; carried (cell, E) is the state. */
  void down(Line line, int channel, float[] carried);

  /** The fastest kernel of this virtual machine: vectors when jdk.incubator.vector is there. */
  static Kernel fastest() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (vectors && Lanes.fused()) { // classes of vectors are loaded only here
      return new VectorKernel();
    }
    return new ScalarKernel();
  }
}
