package org.scanline.cli;

import java.util.concurrent.Callable;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.JobException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says all that is known about a model. */
@Command(
    name = "show",
    description = "Says all that is known about a model, and where it is known from.",
    sortOptions = false,
    customSynopsis = "scanline models show NAME [--json]")
final class ModelsShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "Name of the model.")
  private String name = "";

  @Option(names = "--json", description = "One JSON object, for programs.")
  private boolean json;

  @Mixin private StoreOptions options = new StoreOptions();
  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  ModelsShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws JobException {
    ModelEntry entry = new ModelEntries(options.store(), options.catalogue()).of(name);
    if (json) {
      console.result(ModelJson.one(entry));
    } else {
      ModelText.of(entry).forEach(console::result);
    }
    return ExitCode.DONE.status();
  }
}
