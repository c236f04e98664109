package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.function.Supplier;

/**
 * Closes what a computation leaves behind, so that a deep net holds few arrays at a time.
 *
 * <p>Arrays that must outlive the computation without being its result have to be taken out with
 * {@link NDScope#unregister}. Thread-safe: a scope belongs to its thread.
 */
public final class Scoped {
  private Scoped() {}

  /**
   * Runs a computation and closes every array that it made but the result, which belongs to the
   * scope around this one, if any, and to its manager.
   *
   * <p>The result must have been made inside: one that came from outside would be closed with the
   * scope around this one.
   *
   * <p>The result must not be a view of a closed array's memory in DJL's sense; libtorch's own
   * views (reshape, transpose, slices) keep their memory alive by themselves.
   */
  public static NDArray of(Supplier<NDArray> computation) {
    NDArray result;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      result = computation.get();
      NDScope.unregister(result);
    }
    NDScope.register(result);
    return result;
  }
}
