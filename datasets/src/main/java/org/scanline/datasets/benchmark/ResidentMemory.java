package org.scanline.datasets.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * How far the resident memory of this process has grown above where it stood at the start of a
 * measurement: Java heap, engine and everything else. Known on Linux only.
 */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path RESET = Path.of("/proc/self/clear_refs");
  private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
  private static final String TRIM = "systemTrimNativeHeap";
  private static final double KIB_IN_MIB = 1024;

  private final double before;

  private ResidentMemory(double before) {
    this.before = before;
  }

  /** Gives back what is free, notes what is resident, and lets the highest mark start anew. */
  static ResidentMemory start() {
    release();
    double now = mebibytes("VmRSS:");
    try {
      Files.writeString(RESET, "5");
    } catch (IOException | SecurityException e) {
      return new ResidentMemory(Double.NaN);
    }
    return new ResidentMemory(now);
  }

  /** Collects garbage and lets the C library return its free memory, where the JVM can. */
  private static void release() {
    System.gc();
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(new ObjectName(COMMANDS), TRIM, new Object[0], new String[0]);
    } catch (JMException e) {
      return; // a JVM without that command: then free memory that is kept counts as resident
    }
  }

  /** Growth from the start to the highest mark since, in MiB; NaN where it cannot be known. */
  double peak() {
    return Math.max(0, mebibytes("VmHWM:") - before);
  }

  /** The highest mark of this process since its start or the last reset, in MiB, or NaN. */
  static double highest() {
    return mebibytes("VmHWM:");
  }

  private static double mebibytes(String key) {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(key)) {
          return Double.parseDouble(line.replaceAll("\\D", "")) / KIB_IN_MIB;
        }
      }
    } catch (IOException | SecurityException e) {
      return Double.NaN;
    }
    return Double.NaN;
  }
}
