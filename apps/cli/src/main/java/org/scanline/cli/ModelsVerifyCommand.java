package org.scanline.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.scanline.backbones.store.ModelStore;
import org.scanline.backbones.store.StoreException;
import org.scanline.jobs.Cancellation;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.JobException;
import org.scanline.jobs.PartFiles;
import org.scanline.jobs.ShutdownGuard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Reads the files of models again. */
@Command(
    name = "verify",
    description = "Reads all files of models again and compares them with their hashes.",
    sortOptions = false,
    customSynopsis = "scanline models verify [NAME]...")
final class ModelsVerifyCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Models; default: all of yours.")
  private List<String> names = List.of();

  @Mixin private StoreOptions options = new StoreOptions();
  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  ModelsVerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  @SuppressWarnings("try") // the guard works by being there
  public Integer call() throws JobException {
    ModelStore store = options.store();
    Cancellation cancellation = new Cancellation();
    StoreProgress progress = new StoreProgress(console, cancellation);
    try (ShutdownGuard guard =
        new ShutdownGuard(cancellation, new PartFiles(), PATIENCE, progress::end)) {
      List<String> wanted = names == null || names.isEmpty() ? store.names() : names;
      int failed = 0;
      for (String name : wanted) {
        failed += isWell(store, name, progress) ? 0 : 1;
      }
      if (wanted.isEmpty()) {
        console.note("there are no models in " + store.folder());
      }
      return (failed == 0
              ? ExitCode.DONE
              : failed < wanted.size() ? ExitCode.SOME_FAILED : ExitCode.MODEL)
          .status();
    } catch (CancellationException e) {
      return ExitCode.INTERRUPTED.status();
    } catch (StoreException e) {
      throw StoreOptions.failure(e);
    }
  }

  private boolean isWell(ModelStore store, String name, StoreProgress progress) {
    try {
      store.verify(name, progress);
      progress.end();
      console.result(name + ": all files are as they were installed");
      return true;
    } catch (StoreException e) {
      progress.end();
      console.error(e.getMessage());
      return false;
    }
  }
}
