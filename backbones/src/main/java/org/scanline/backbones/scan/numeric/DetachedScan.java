package org.scanline.backbones.scan.numeric;

import ai.djl.ndarray.NDScope;
import java.util.function.Supplier;
import org.scanline.backbones.scan.ScanResult;

/** Work whose remnants are closed, on whatever thread it runs: a scope belongs to its thread. */
public final class DetachedScan {
  private DetachedScan() {}

  /** Closes all arrays that the work made but its result, which then belongs to no scope. */
  public static ScanResult of(Supplier<ScanResult> work) {
    try (NDScope scope = new NDScope()) {
      ScanResult result = work.get();
      NDScope.unregister(result.output(), result.state());
      return result;
    }
  }
}
