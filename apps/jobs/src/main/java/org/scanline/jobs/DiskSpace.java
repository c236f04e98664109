package org.scanline.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Asks before the work whether the output will fit. */
public final class DiskSpace {
  /** Never fill a disk to the last byte. */
  private static final long RESERVE = 1 << 20;

  private DiskSpace() {}

  /**
   * Demands room for {@code bytes} in the file system that holds, or will hold, {@code folder}.
   *
   * @throws JobException when it has less; nothing was written
   */
  public static void require(Path folder, long bytes) throws JobException {
    @Nullable Path there = folder.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null) {
      return;
    }
    long usable;
    try {
      usable = Files.getFileStore(there).getUsableSpace();
    } catch (IOException e) {
      // Some network file systems do not say; the write itself will.
      return;
    }
    if (usable < bytes + RESERVE) {
      throw new JobException(
          Failure.OUTPUT,
          "needs "
              + readable(bytes + RESERVE)
              + " in "
              + folder
              + ", which has "
              + readable(usable)
              + " free; free some space or choose another folder with -o");
    }
  }

  /** A size for people: {@code 1.5 GB}. */
  public static String readable(long bytes) {
    if (bytes < 1000) {
      return Math.max(0, bytes) + " bytes";
    }
    String[] units = {"kB", "MB", "GB", "TB"};
    double value = bytes;
    int unit = -1;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
  }
}
