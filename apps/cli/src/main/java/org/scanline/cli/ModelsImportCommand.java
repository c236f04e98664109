package org.scanline.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.SeparationModels;
import org.scanline.backbones.store.CheckpointImport;
import org.scanline.backbones.store.ModelName;
import org.scanline.backbones.store.StoreException;
import org.scanline.backbones.store.StoredModel;
import org.scanline.jobs.Cancellation;
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

/** Makes a model of the store from a checkpoint. */
@Command(
    name = "import",
    description = {
      "Stores a checkpoint (.th, .ckpt, .pt, .safetensors) as safetensors with a card.",
      "The file is read as data; nothing in it is run."
    },
    sortOptions = false,
    customSynopsis = "scanline models import FILE [--name NAME]")
final class ModelsImportCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The checkpoint.")
  private Path file = Path.of("");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the model; default: made of the file's.")
  private @Nullable String name;

  @Mixin private StoreOptions options = new StoreOptions();
  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  ModelsImportCommand(Console console) {
    this.console = console;
  }

  @Override
  @SuppressWarnings("try") // the guard works by being there
  public Integer call() throws JobException {
    if (name != null && !ModelName.isModel(name)) {
      throw new ParameterException(
          spec.commandLine(),
          "--name must be small letters, digits, '.', '_' and '-', at most 64: '" + name + "'");
    }
    String chosen = name == null ? ModelName.from(String.valueOf(file.getFileName())) : name;
    Cancellation cancellation = new Cancellation();
    StoreProgress progress = new StoreProgress(console, cancellation);
    try (ShutdownGuard guard =
        new ShutdownGuard(cancellation, new PartFiles(), PATIENCE, progress::end)) {
      StoredModel model =
          new CheckpointImport(options.store(), options.catalogue(), SeparationModels.recogniser())
              .run(file, chosen, progress);
      progress.end();
      console.note(
          model.architecture().isEmpty()
              ? "imported as %s; it is of no net that Scanline knows".formatted(chosen)
              : "imported as %s, a %s giving %s"
                  .formatted(chosen, model.architecture(), String.join(", ", model.outputs())));
      console.note("licence: " + model.licence().name() + ". " + model.licence().text());
      console.result(model.folder().toString());
      return ExitCode.DONE.status();
    } catch (CancellationException e) {
      return ExitCode.INTERRUPTED.status();
    } catch (StoreException e) {
      progress.end();
      throw StoreOptions.failure(e);
    }
  }
}
