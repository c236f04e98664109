package org.scanline.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scanline.datasets.images.RestorationSettings;
import org.scanline.datasets.images.RestorationTrainer;
import org.scanline.datasets.training.ModelExport;
import org.scanline.datasets.training.RateSchedule;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.JobException;
import org.scanline.vision.image.net.ScanRestorer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a model for pictures. */
@Command(
    name = "restorer",
    description =
        "Trains a model that enlarges or denoises pictures; started again on the same run folder"
            + " it goes on where its last checkpoint was. The model is RUN/model: scanline upscale"
            + " -m RUN/model. datasets/install-training-photographs fetches free photographs.",
    sortOptions = false,
    customSynopsis =
        "scanline train restorer (--scale N | --denoise) --photographs DIR --validation DIR --run"
            + " DIR [OPTION]...")
final class TrainRestorerCommand implements Callable<Integer> {
  private static final int WARMUP = 100;

  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Purpose purpose = new Purpose();

  /** What the model is for. */
  static final class Purpose {
    @Option(names = "--scale", paramLabel = "N", description = "Enlarges N times: 2 or 4.")
    private int scale;

    @Option(names = "--denoise", description = "Denoises, for any strength of noise.")
    private boolean denoise;

    ScanRestorer.Config net() {
      return denoise ? ScanRestorer.Config.denoising() : ScanRestorer.Config.superResolution(scale);
    }
  }

  @Option(
      names = "--photographs",
      required = true,
      paramLabel = "DIR",
      description = "Pictures to learn from.")
  private Path photographs = Path.of("");

  @Option(
      names = "--validation",
      required = true,
      paramLabel = "DIR",
      description = "Pictures to judge by.")
  private Path validation = Path.of("");

  @Option(
      names = "--run",
      required = true,
      paramLabel = "DIR",
      description = "Log, checkpoint and the model.")
  private Path run = Path.of("");

  @Option(
      names = "--initial",
      paramLabel = "FILE",
      description = "Begin with the weights.safetensors of another run, where shapes agree.")
  private @Nullable Path initial;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Steps of the whole schedule (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--squared-from",
      paramLabel = "N",
      description =
          "Step from which the error is squared, which PSNR measures (default: the last fifth).")
  private @Nullable Integer squaredFrom;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "1e9",
      description = "Stop this call after that long; the schedule stays.")
  private double minutes;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "Pieces in a step (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--side",
      paramLabel = "N",
      description = "Side of a piece in pixels that come in (default: 40; 80 with --denoise).")
  private @Nullable Integer side;

  @Option(
      names = "--rate",
      paramLabel = "X",
      defaultValue = "1e-3",
      description = "Highest learning rate (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of weights and pieces (default: ${DEFAULT-VALUE}).")
  private long seed;

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

  TrainRestorerCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, JobException {
    Engines.useThreads(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
    RestorationSettings settings = settings();
    OutputFolder.writing(
        run,
        () -> {
          new RestorationTrainer(settings, () -> false, console::note).run();
          ModelExport.write(
              run.resolve("weights.safetensors"), settings.net(), run.resolve("model"));
          return run;
        });
    console.result(run.resolve("model").toString());
    return ExitCode.DONE.status();
  }

  private RestorationSettings settings() {
    try {
      ScanRestorer.Config net = purpose.net();
      return new RestorationSettings(
          net,
          photographs,
          validation,
          run,
          initial,
          new RateSchedule(rate, WARMUP, steps),
          squaredFrom == null ? steps - steps / 5 : squaredFrom,
          minutes,
          batch,
          side == null ? 40 * net.fold() : side,
          seed,
          validateEvery);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
