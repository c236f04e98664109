package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.selective.SelectiveScan;

/**
 * Four selective scans over an image, along rows and columns from both ends, added up: the core of
 * VMamba's SS2D (Liu et al., 2024, arXiv 2401.10166).
 *
 * @param inputWeight projections to step sizes, B and C (4,R+2N,D)
 * @param stepWeight projections from rank R to the step sizes (4,D,R)
 * @param stepBias their biases (4,D)
 * @param a A (4D,N), at most 0
 * @param direct D (4D)
 */
record CrossSelectiveScan(
    NDArray inputWeight, NDArray stepWeight, NDArray stepBias, NDArray a, NDArray direct) {

  /**
   * Scans.
   *
   * @param x images (B,D,H,W)
   * @return (B,D,H,W)
   */
  NDArray run(NDArray x, ScanForm form) {
    Shape s = x.getShape();
    long channels = 4 * s.get(1);
    long pixels = s.get(2) * s.get(3);
    Shape flat = new Shape(s.get(0), channels, pixels);
    long rank = stepWeight.getShape().get(2);
    long states = a.getShape().get(1);
    NDArray sequences = CrossScan.unroll(x); // (B,4,D,L)
    NDList selected = // of R, N and N rows
        left(inputWeight, sequences).split(new long[] {rank, rank + states}, 2);
    NDArray steps = left(stepWeight, selected.get(0)).reshape(flat);
    NDArray y =
        new SelectiveScan(a, direct, stepBias.reshape(channels), false)
            .run(form, sequences.reshape(flat), steps, selected.get(1), selected.get(2), null, null)
            .output();
    return CrossScan.merge(y.reshape(s.get(0), 4, s.get(1), pixels), s.get(2), s.get(3));
  }

  /** Weights (4,out,in) times x (B,4,in,L); the product is on the manager of x. */
  private static NDArray left(NDArray weights, NDArray x) {
    return x.transpose(0, 1, 3, 2).matMul(weights.transpose(0, 2, 1)).transpose(0, 1, 3, 2);
  }
}
