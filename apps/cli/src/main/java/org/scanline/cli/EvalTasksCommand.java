package org.scanline.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scanline.datasets.tasks.TaskTable;
import org.scanline.jobs.ExitCode;
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
  public Integer call() throws IOException {
    TaskTable table = TaskTable.read(runs);
    if (pictures != null) {
      Files.createDirectories(pictures);
      for (String task : table.tasks()) {
        Files.write(
            pictures.resolve(task + ".svg"), table.picture(task).getBytes(StandardCharsets.UTF_8));
      }
    }
    table.markdown().lines().forEach(console::result);
    return ExitCode.DONE.status();
  }
}
