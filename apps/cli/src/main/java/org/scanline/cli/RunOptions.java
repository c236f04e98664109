package org.scanline.cli;

import org.jspecify.annotations.Nullable;
import org.scanline.backbones.model.ComputeDevice;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where a run computes and how it tells its story. */
final class RunOptions {
  @Option(
      names = "--device",
      paramLabel = "WHERE",
      defaultValue = "auto",
      description = "auto, cpu or gpu (default: ${DEFAULT-VALUE}).")
  private ComputeDevice device = ComputeDevice.AUTO;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Processor cores to use (default: all). The result is the same.")
  private @Nullable Integer threads;

  @Option(
      names = "--json",
      description = "One JSON object in a line on the standard output (docs/json.md).")
  private boolean json;

  @ArgGroup(exclusive = true)
  private Verbosity verbosity = new Verbosity();

  /** How much is said. */
  static final class Verbosity {
    @Option(
        names = {"-q", "--quiet"},
        description = "Say nothing but errors.")
    private boolean quiet;

    @Option(
        names = {"-v", "--verbose"},
        description = "Say what the libraries log, too.")
    private boolean verbose;
  }

  ComputeDevice device() {
    return device;
  }

  /**
   * Processor cores to use.
   *
   * @throws IllegalArgumentException when there are none
   */
  int threads() {
    if (threads != null && threads < 1) {
      throw new IllegalArgumentException("--threads must be at least 1");
    }
    return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /**
   * How the run is told.
   *
   * @param phase the one whose progress counts
   */
  Report report(Console console, String phase) {
    if (verbosity.verbose) {
      Logging.verbose();
    }
    return json
        ? new JsonReport(console, phase)
        : verbosity.quiet ? new QuietReport(console) : new HumanReport(console, phase);
  }
}
