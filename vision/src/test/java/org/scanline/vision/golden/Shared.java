package org.scanline.vision.golden;

import java.nio.file.Path;

/** Data that lies beside the checkout. */
public final class Shared {
  private Shared() {}

  /** A file of ../shared, seen from the root of the checkout; it may not be there. */
  public static Path file(String path) {
    return Path.of("").toAbsolutePath().resolve("../../shared").resolve(path).normalize();
  }
}
