package org.scanline.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.scanline.backbones.store.CatalogueModel;
import org.scanline.backbones.store.Download;
import org.scanline.backbones.store.FileOrigin;
import org.scanline.backbones.store.Installation;
import org.scanline.backbones.store.LocalFiles;
import org.scanline.backbones.store.ModelStore;
import org.scanline.backbones.store.StoreException;
import org.scanline.jobs.Cancellation;
import org.scanline.jobs.DiskSpace;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.JobException;
import org.scanline.jobs.PartFiles;
import org.scanline.jobs.ShutdownGuard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Installs a public model: the only command that ever opens a connection. */
@Command(
    name = "install",
    description = {
      "Installs a public model from its publisher, or from files that you have.",
      "Shows the licence and asks before anything is fetched. What was fetched before an"
          + " interruption is used the next time."
    },
    sortOptions = false,
    customSynopsis = "scanline models install NAME [--from FILE|DIR]... [--accept-licence]")
final class ModelsInstallCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "Name of the model, see 'scanline models list'.")
  private String name = "";

  @Option(
      names = "--from",
      paramLabel = "FILE|DIR",
      description =
          "Take the model's files from here and fetch nothing; may be given several times.")
  private List<Path> from = List.of();

  @Option(
      names = "--accept-licence",
      description = "You have read the licence ('scanline models show NAME') and agree.")
  private boolean accepted;

  @Mixin private StoreOptions options = new StoreOptions();
  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  ModelsInstallCommand(Console console) {
    this.console = console;
  }

  @Override
  @SuppressWarnings("try") // the guard works by being there
  public Integer call() throws JobException {
    ModelStore store = options.store();
    CatalogueModel model = new ModelEntries(store, options.catalogue()).known(name);
    if (model.refusal().isEmpty() && !isThere(store)) {
      agree(model, store);
    }
    Cancellation cancellation = new Cancellation();
    StoreProgress progress = new StoreProgress(console, cancellation);
    try (ShutdownGuard guard =
        new ShutdownGuard(cancellation, new PartFiles(), PATIENCE, () -> interrupted(progress))) {
      Installation.Outcome outcome = new Installation(store, origin(model)).run(model, progress);
      progress.end();
      console.note(
          outcome.fresh()
              ? "installed %s, %s".formatted(name, DiskSpace.readable(outcome.model().size()))
              : name + " is installed already; its files are as they were");
      console.result(outcome.model().folder().toString());
      return ExitCode.DONE.status();
    } catch (CancellationException e) {
      return ExitCode.INTERRUPTED.status();
    } catch (StoreException e) {
      progress.end();
      throw StoreOptions.failure(e);
    }
  }

  private FileOrigin origin(CatalogueModel model) {
    return from == null || from.isEmpty()
        ? new Download(Download.Patience.USUAL)
        : new LocalFiles(model, from);
  }

  private boolean isThere(ModelStore store) throws JobException {
    try {
      return store.names().contains(name);
    } catch (StoreException e) {
      throw StoreOptions.failure(e);
    }
  }

  private void agree(CatalogueModel model, ModelStore store) {
    List<String> lines = new ArrayList<>();
    lines.add(model.name() + ": " + model.description());
    lines.add("by " + model.publisher());
    ModelText.licence(lines, model.licence());
    lines.add(
        "%d file(s)%s into %s"
            .formatted(
                model.files().size(),
                model.size() < 0 ? "" : ", " + DiskSpace.readable(model.size()) + ",",
                store.folder()));
    lines.forEach(console::note);
    if (accepted) {
      return;
    }
    String answer =
        console
            .ask("Do you agree, and shall they be " + (from.isEmpty() ? "fetched" : "copied"))
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "nobody is there to agree to the licence; use --accept-licence"));
    if (!answer.matches("(?i)y(es)?")) {
      throw new ParameterException(
          spec.commandLine(), "the licence was not agreed to; nothing was done");
    }
  }

  private void interrupted(StoreProgress progress) {
    progress.end();
    console.error("interrupted; what came so far is kept: the same command goes on with it");
  }
}
