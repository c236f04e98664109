package org.scanline.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.scanline.datasets.benchmark.BackboneTable;
import org.scanline.jobs.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the tables of docs/backbones.md. */
@Command(
    name = "table",
    description =
        "Writes the tables of docs/backbones.md from what the tests and the benchmark measured.",
    sortOptions = false,
    customSynopsis = "scanline bench table --errors FILE --json FILE DOCUMENT")
final class BenchTableCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DOCUMENT", description = "Markdown with the marks of the tables.")
  private Path document = Path.of("");

  @Option(
      names = "--errors",
      required = true,
      paramLabel = "FILE",
      description = "backbones/target/golden-errors.csv, written by the tests.")
  private Path errors = Path.of("");

  @Option(
      names = "--json",
      required = true,
      paramLabel = "FILE",
      description = "Written by scanline bench backbones --json FILE.")
  private Path json = Path.of("");

  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  BenchTableCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    new BackboneTable(errors, json).write(document);
    console.result(document.toString());
    return ExitCode.DONE.status();
  }
}
