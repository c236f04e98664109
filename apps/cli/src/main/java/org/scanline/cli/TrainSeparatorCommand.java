package org.scanline.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scanline.datasets.training.ModelExport;
import org.scanline.datasets.training.SeparatorTrainer;
import org.scanline.datasets.training.TrainingSettings;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.JobException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a separation model. */
@Command(
    name = "separator",
    description =
        "Trains a separation model; started again on the same run folder it goes on where its"
            + " last checkpoint was. The model is RUN/model: scanline separate -m RUN/model.",
    sortOptions = false,
    customSynopsis = "scanline train separator --songs DIR --validation DIR --run DIR [OPTION]...")
final class TrainSeparatorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--songs", required = true, paramLabel = "DIR", description = "Training songs.")
  private Path songs = Path.of("");

  @Option(
      names = "--validation",
      required = true,
      paramLabel = "DIR",
      description = "Validation songs.")
  private Path validation = Path.of("");

  @Option(
      names = "--run",
      required = true,
      paramLabel = "DIR",
      description = "Log, checkpoints and the model.")
  private Path run = Path.of("");

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Steps of the whole schedule (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "1e9",
      description = "Stop this call after that long; the schedule stays.")
  private double minutes;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "4",
      description = "Segments in a step (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "128",
      description = "Spectral frames in a segment (default: ${DEFAULT-VALUE}).")
  private int frames;

  @Option(
      names = "--rate",
      paramLabel = "X",
      defaultValue = "2e-3",
      description = "Highest learning rate (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      defaultValue = "200",
      description = "Steps of warm-up (default: ${DEFAULT-VALUE}).")
  private int warmup;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of weights and examples (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--save-every",
      paramLabel = "N",
      defaultValue = "100",
      description = "Steps between checkpoints (default: ${DEFAULT-VALUE}).")
  private int saveEvery;

  @Option(
      names = "--validate-every",
      paramLabel = "N",
      defaultValue = "500",
      description = "Steps between validations (default: ${DEFAULT-VALUE}).")
  private int validateEvery;

  @Option(names = "--threads", paramLabel = "N", description = "Processor cores (default: all).")
  private @Nullable Integer threads;

  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  TrainSeparatorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, JobException {
    Engines.useThreads(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
    TrainingSettings settings = settings();
    OutputFolder.writing(
        run,
        () -> {
          new SeparatorTrainer(settings, console::note).run();
          ModelExport.write(run.resolve("weights.safetensors"), run.resolve("model"));
          return run;
        });
    console.result(run.resolve("model").toString());
    return ExitCode.DONE.status();
  }

  private TrainingSettings settings() {
    try {
      return new TrainingSettings(
          songs,
          validation,
          run,
          steps,
          minutes,
          batch,
          frames,
          rate,
          warmup,
          seed,
          saveEvery,
          validateEvery);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
