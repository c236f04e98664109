package org.scanline.cli;

import java.nio.file.Path;
import org.scanline.jobs.NameTemplate;
import org.scanline.jobs.OnExisting;
import picocli.CommandLine.Option;

/** Where results go, what they are called, and what happens to those that are there already. */
final class OutputOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Where the results go (default: ${DEFAULT-VALUE}).")
  private String output;

  @Option(
      names = "--name",
      paramLabel = "PATTERN",
      description = "Names of the outputs; {model} may be used too (default: ${DEFAULT-VALUE}).")
  private String name;

  @Option(
      names = "--on-existing",
      paramLabel = "WHAT",
      defaultValue = "fail",
      description =
          "When an output is there already: fail (before any work), skip, overwrite or rename"
              + " (default: ${DEFAULT-VALUE}).")
  private OnExisting onExisting = OnExisting.FAIL;

  @Option(
      names = "--resume",
      description = "Finish an interrupted run: what is there already stays (--on-existing skip).")
  private boolean resume;

  /**
   * The options of a command.
   *
   * @param folder where results go unless another is named
   * @param pattern what they are called unless another is given
   */
  OutputOptions(String folder, String pattern) {
    this.output = folder;
    this.name = pattern;
  }

  /** As it was typed. */
  String output() {
    return output;
  }

  Path folder() {
    return Path.of(output);
  }

  NameTemplate template() {
    return new NameTemplate(name);
  }

  OnExisting onExisting() {
    return resume ? OnExisting.SKIP : onExisting;
  }

  boolean resume() {
    return resume;
  }
}
