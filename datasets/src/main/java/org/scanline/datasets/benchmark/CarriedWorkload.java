package org.scanline.datasets.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanResult;

/** A recurrence on NDArrays; what a piece leaves behind other than the state is released. */
final class CarriedWorkload implements Workload {
  private final NDManager manager;
  private final Function<@Nullable NDArray, ScanResult> recurrence;
  private @Nullable NDArray state;

  /**
   * Work on arrays that a manager holds.
   *
   * @param manager of the inputs, closed with this
   * @param recurrence from the state before a piece, null at first, to its outputs and last state
   */
  CarriedWorkload(NDManager manager, Function<@Nullable NDArray, ScanResult> recurrence) {
    this.manager = manager;
    this.recurrence = recurrence;
  }

  @Override
  public void run() {
    NDArray before = state;
    try (NDScope scope = new NDScope()) {
      ScanResult result = recurrence.apply(before);
      state = result.state();
      NDScope.unregister(result.state());
    }
    if (before != null && before != state) {
      before.close();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
