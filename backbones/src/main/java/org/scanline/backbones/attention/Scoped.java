package org.scanline.backbones.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.function.Supplier;

/** Closes temporaries early, so that memory does not grow with the number of blocks. */
final class Scoped {
  private Scoped() {}

  /** The result of some work; every other array made by it is closed. */
  static NDArray result(Supplier<NDArray> work) {
    NDArray result;
    try (NDScope scope = new NDScope()) {
      result = work.get();
      NDScope.unregister(result);
    }
    NDScope.register(result); // with the caller's scope, if it has one
    return result;
  }
}
