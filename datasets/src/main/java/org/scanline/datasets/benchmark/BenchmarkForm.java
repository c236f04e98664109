package org.scanline.datasets.benchmark;

import java.util.Locale;
import org.scanline.backbones.scan.ScanForm;

/** How a recurrence is computed. */
public enum BenchmarkForm {
  /** Plain Java, into memory that is used again for every piece. */
  STREAM,
  /** Plain Java, from NDArrays to new ones. */
  FUSED,
  /** NDArray products over chunks: the peer. */
  CHUNKED,
  /** Every step looks at all steps before it. */
  SOFTMAX;

  private static final int CHUNK = 64;

  /** The name in reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether only short sequences are worth the time. */
  boolean peer() {
    return this == CHUNKED || this == SOFTMAX;
  }

  ScanForm scan(int threads) {
    return this == CHUNKED ? ScanForm.chunked(CHUNK) : ScanForm.fused(threads);
  }
}
