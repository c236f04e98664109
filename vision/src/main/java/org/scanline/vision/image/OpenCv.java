package org.scanline.vision.image;

import org.opencv.core.Core;

/**
 * OpenCV's native library, loaded once for the process.
 *
 * <p>Whoever calls {@code org.opencv} calls {@link #load} before. Safe for any thread.
 */
public final class OpenCv {
  private static boolean loaded;

  private OpenCv() {}

  /**
   * Loads the library unless it is there.
   *
   * @throws UnsupportedOperationException when there is none for this machine
   */
  public static synchronized void load() {
    if (loaded) {
      return;
    }
    try {
      nu.pattern.OpenCV.loadLocally();
    } catch (RuntimeException | UnsatisfiedLinkError | ExceptionInInitializerError e) {
      throw new UnsupportedOperationException(
          "OpenCV has no library that runs on %s %s (%s)"
              .formatted(
                  System.getProperty("os.name"), System.getProperty("os.arch"), e.getMessage()),
          e);
    }
    Core.setNumThreads(1); // results must not depend on it, and the nets have their own
    loaded = true;
  }
}
