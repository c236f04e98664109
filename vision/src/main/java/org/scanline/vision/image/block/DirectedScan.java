package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.selective.SelectiveScan;

/**
 * One of the scans of a {@link VssScan}, which can be run in pieces.
 *
 * @param selection projection to R + 2N numbers, (R+2N,D)
 * @param steps projection from R to the step sizes, (D,R)
 * @param scan the recurrence of D channels
 */
record DirectedScan(NDArray selection, NDArray steps, SelectiveScan scan) {

  /** Runs over sequences u (B,T,D) from a state (B,D,N), null for zero. */
  ScanResult run(ScanForm form, NDArray u, @Nullable NDArray state) {
    NDList selected = selected(u);
    NDArray delta = delta(selected);
    return scan.runByStep(form, u, delta, selected.get(1), selected.get(2), null, state);
  }

  /** How long sequences u (B,T,D) take: their step sizes behind softplus, added up, (B,D). */
  NDArray duration(NDArray u) {
    NDArray bias = Objects.requireNonNull(scan.bias());
    return Activation.softPlus(delta(selected(u)).add(bias)).sum(new int[] {1});
  }

  /** What is left of a state after some duration (B,D): factors (B,D,N). */
  NDArray decay(NDArray duration) {
    return duration.expandDims(2).mul(scan.a()).exp();
  }

  private NDList selected(NDArray u) {
    long rank = steps.getShape().get(1);
    long states = scan.a().getShape().get(1);
    return u.matMul(selection.transpose()).split(new long[] {rank, rank + states}, 2);
  }

  private NDArray delta(NDList selected) {
    return selected.get(0).matMul(steps.transpose());
  }
}
