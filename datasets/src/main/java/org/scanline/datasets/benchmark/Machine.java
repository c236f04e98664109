package org.scanline.datasets.benchmark;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.scanline.backbones.scan.outer.RecurrentScan;

/**
 * Where a benchmark ran.
 *
 * @param processor name of the processor, or its architecture where the name is not known
 * @param processors logical processors
 * @param java version
 * @param engine name and version
 * @param lanes floats in a vector of our kernels, 1 without the Vector API
 */
public record Machine(String processor, int processors, String java, String engine, int lanes) {

  static Machine here() {
    Engine engine = Engine.getInstance();
    return new Machine(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.version"),
        engine.getEngineName() + " " + engine.getVersion(),
        RecurrentScan.vectorLanes());
  }

  private static String processorName() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    } catch (IOException e) {
      return System.getProperty("os.arch"); // no Linux
    }
    return System.getProperty("os.arch");
  }
}
