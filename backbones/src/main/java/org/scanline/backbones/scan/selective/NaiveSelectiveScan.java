package org.scanline.backbones.scan.selective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.scanline.backbones.scan.ScanResult;

/** The recurrence one step at a time. */
final class NaiveSelectiveScan {
  private NaiveSelectiveScan() {}

  static ScanResult run(SelectiveScan scan, SelectiveInputs inputs, SelectiveShape shape) {
    Discrete discrete = new Discrete(scan, inputs, shape);
    NDArray x = discrete.start; // (B,1,G,D/G,N)
    if (shape.steps() == 0) {
      return discrete.finish(discrete.added, x.add(0)); // nothing was read; added is as empty
    }
    NDList delta = discrete.delta.split(shape.steps(), 1); // T of (B,1,G,D/G,1)
    NDList added = discrete.added.split(shape.steps(), 1);
    NDList b = discrete.b.split(shape.steps(), 1); // T of (B,1,G,1,N)
    NDList c = discrete.c.split(shape.steps(), 1); // T of (B,1,G,N,1)
    NDList read = new NDList();
    for (int t = 0; t < shape.steps(); t++) {
      x = x.mul(discrete.decay(delta.get(t))).add(added.get(t).mul(b.get(t)));
      read.add(x.matMul(c.get(t))); // (B,1,G,D/G,1)
    }
    return discrete.finish(Discrete.joined(read, 1), x);
  }
}
