package org.scanline.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scanline.datasets.tasks.TaskTable;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.JobException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the scores of task runs as Markdown. */
@Command(
    name = "tasks",
    description = "Prints the scores of finished runs of 'scanline train task' as Markdown tables.",
    sortOptions = false,
    customSynopsis = "scanline eval tasks RUN... [--pictures DIR]")
final class EvalTasksCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of finished runs.")
  private List<Path> runs = List.of();

  @Option(
      names = "--pictures",
      paramLabel = "DIR",
      description = "Draw accuracy over length into DIR/TASK.svg, replacing older pictures.")
  private @Nullable Path pictures;

  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  EvalTasksCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, JobException {
    TaskTable table = TaskTable.read(runs);
    if (pictures != null) {
      Path folder = pictures;
      OutputFolder.writing(folder, () -> draw(table, folder));
    }
    table.markdown().lines().forEach(console::result);
    return ExitCode.DONE.status();
  }

  private static List<Path> draw(TaskTable table, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> drawn = new ArrayList<>();
    for (String task : table.tasks()) {
      drawn.add(folder.resolve(task + ".svg"));
      table.draw(task, drawn.get(drawn.size() - 1));
    }
    return drawn;
  }
}
