package org.scanline.backbones.golden;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * How much of the engine's memory this process holds, after a full garbage collection.
 *
 * <p>Managers hold their arrays and sub-managers until they are closed, so an array or a manager
 * that nobody closed is still reachable, and its native memory still in use. Resident memory would
 * say the same behind the noise of the heap.
 *
 * @param arrays of the engine
 * @param managers of arrays
 * @param buffers outside the heap
 */
public record LiveObjects(long arrays, long managers, long buffers) {

  /** Counts now. */
  public static LiveObjects count() throws JMException {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {null},
                    new String[] {String[].class.getName()});
    return new LiveObjects(
        of(histogram, "ai.djl.pytorch.engine.PtNDArray"),
        of(histogram, "ai.djl.pytorch.engine.PtNDManager"),
        of(histogram, "java.nio.DirectByteBuffer"));
  }

  /** Lines are: rank, instances, bytes, class, module. */
  private static long of(String histogram, String name) {
    return histogram
        .lines()
        .map(line -> line.trim().split("\\s+", -1))
        .filter(cells -> cells.length > 3 && cells[3].equals(name))
        .mapToLong(cells -> Long.parseLong(cells[1]))
        .sum();
  }
}
