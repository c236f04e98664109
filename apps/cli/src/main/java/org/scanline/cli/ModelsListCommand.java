package org.scanline.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.scanline.backbones.store.ModelStore;
import org.scanline.cli.ModelEntry.State;
import org.scanline.jobs.DiskSpace;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.JobException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists all models. */
@Command(
    name = "list",
    description = "Lists the models that come with Scanline, yours, and those that can be had.",
    sortOptions = false,
    customSynopsis = "scanline models list [--json]")
final class ModelsListCommand implements Callable<Integer> {
  @Option(names = "--json", description = "One JSON object, for programs.")
  private boolean json;

  @Mixin private StoreOptions options = new StoreOptions();
  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  ModelsListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws JobException {
    ModelStore store = options.store();
    List<ModelEntry> entries = new ModelEntries(store, options.catalogue()).all();
    if (json) {
      console.result(ModelJson.list(store.folder(), entries));
      return ExitCode.DONE.status();
    }
    section("with Scanline", entries, State.BUNDLED);
    section("yours, in " + store.folder(), entries, State.INSTALLED, State.DAMAGED);
    section("to be had by 'scanline models install NAME'", entries, State.INSTALLABLE);
    section("known, but not to be used here", entries, State.REFUSED);
    return ExitCode.DONE.status();
  }

  private void section(String title, List<ModelEntry> entries, State... states) {
    List<ModelEntry> mine =
        entries.stream().filter(e -> List.of(states).contains(e.state())).toList();
    console.result(title + (mine.isEmpty() ? ": none" : ""));
    for (ModelEntry entry : mine) {
      boolean odd = entry.state() == State.DAMAGED || entry.state() == State.REFUSED;
      String size = entry.size() < 0 ? "size unknown" : DiskSpace.readable(entry.size());
      String rest =
          odd
              ? entry.note()
              : "%-12s  %s; %s"
                  .formatted(
                      size,
                      gives(entry),
                      entry.licence()
                          + (entry.note().equals("partly here") ? "; partly here" : ""));
      console.result("  %-30s %s".formatted(entry.name(), rest));
    }
  }

  private static String gives(ModelEntry entry) {
    if (!entry.task().equals("separate")) {
      return entry.task();
    }
    return entry.stems().isEmpty() ? "?" : String.join(", ", entry.stems());
  }
}
