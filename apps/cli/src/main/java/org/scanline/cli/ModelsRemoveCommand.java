package org.scanline.cli;

import java.util.concurrent.Callable;
import org.scanline.backbones.store.ModelStore;
import org.scanline.backbones.store.StoreException;
import org.scanline.jobs.Cancellation;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes a model of the store. */
@Command(
    name = "remove",
    description = "Deletes one of your models, and what an interrupted installation left of it.",
    sortOptions = false,
    customSynopsis = "scanline models remove NAME [--yes]")
final class ModelsRemoveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "Name of the model.")
  private String name = "";

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean sure;

  @Mixin private StoreOptions options = new StoreOptions();
  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  ModelsRemoveCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws JobException {
    ModelStore store = options.store();
    try {
      if (!store.names().contains(name) && !store.begun().contains(name)) {
        throw new JobException(
            Failure.MODEL, "there is no model '%s' in %s".formatted(name, store.folder()));
      }
      if (!sure) {
        confirm(store);
      }
      store.remove(name, new StoreProgress(console, new Cancellation()));
      console.note("removed " + name);
      return ExitCode.DONE.status();
    } catch (StoreException e) {
      throw StoreOptions.failure(e);
    }
  }

  private void confirm(ModelStore store) {
    String answer =
        console
            .ask("Delete " + store.folder().resolve(name))
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(), "nobody is there to be asked; use --yes"));
    if (!answer.matches("(?i)y(es)?")) {
      throw new ParameterException(spec.commandLine(), "nothing was done");
    }
  }
}
