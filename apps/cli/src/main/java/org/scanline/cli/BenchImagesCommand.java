package org.scanline.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.datasets.benchmark.ImageBenchmark;
import org.scanline.datasets.benchmark.ImagePair;
import org.scanline.datasets.benchmark.ImageReport;
import org.scanline.datasets.benchmark.ImageSpeed;
import org.scanline.datasets.images.FormulaPicture;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.restoration.ImageModelSource;
import org.scanline.vision.image.restoration.ImageModels;
import org.scanline.vision.image.restoration.ImageRestorer;
import org.scanline.vision.image.restoration.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Times nets for pictures. */
@Command(
    name = "images",
    description =
        "Times nets that enlarge or denoise pictures, on a picture made by a formula: megapixels"
            + " that come out in a second, the time of a row early and late in the picture, and the"
            + " highest memory of the process, which each net has for itself."
            + " vision/benchmarks/restorers_peer.py measures PyTorch alike.",
    sortOptions = false,
    customSynopsis = "scanline bench images [OPTION]...")
final class BenchImagesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-m", "--model"},
      split = ",",
      paramLabel = "MODEL",
      description =
          "Names of models, or publishers' files or folders of weights (default: all models that"
              + " come with Scanline).")
  private List<String> models = ImageModels.names();

  @Mixin private FormulaOptions formula = new FormulaOptions();

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "3",
      description = "The best of so many counts (default: ${DEFAULT-VALUE}).")
  private int runs = 3;

  @Option(names = "--threads", paramLabel = "N", description = "Processor cores (default: all).")
  private @Nullable Integer threads;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "Also writes picture and result of the one model as safetensors.")
  private @Nullable Path save;

  @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there.")
  private @Nullable Path json;

  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  BenchImagesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, JobException, InterruptedException {
    check();
    List<ImageSpeed> speeds = new ArrayList<>();
    for (String model : models) {
      console.note(model);
      Optional<Relaunch> process = models.size() == 1 ? Optional.empty() : Relaunch.upTo("images");
      if (process.isPresent()) {
        speeds.addAll(elsewhere(process.get(), model));
      } else {
        speeds.add(here(model));
      }
    }
    ImageReport report = ImageReport.here(threads(), speeds);
    report.toTable().lines().forEach(console::result);
    if (json != null) {
      Files.writeString(json, report.toJson());
    }
    return ExitCode.DONE.status();
  }

  private void check() throws JobException {
    if (models.isEmpty()) {
      throw usage("no model comes with this Scanline; name one with --model");
    }
    if (save != null && models.size() > 1) {
      throw usage("--save is for one model");
    }
    if (runs < 1 || threads() < 1) {
      throw usage("--runs and --threads must be at least 1");
    }
    if (json != null) {
      BenchBackbonesCommand.demandWritable(json); // now, not after minutes
    }
    if (save != null) {
      BenchBackbonesCommand.demandWritable(save);
    }
  }

  private int threads() {
    return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private ImageSpeed here(String model) throws IOException, JobException {
    try (ImageRestorer restorer = load(model)) {
      FormulaPicture picture = formula.picture(spec);
      if (save == null) {
        return ImageBenchmark.run(restorer, picture, threads(), runs, strip -> {});
      }
      List<ImageStrip> results = new ArrayList<>();
      ImageSpeed speed = ImageBenchmark.run(restorer, picture, threads(), runs, results::add);
      double sigma = restorer.task() == Task.DENOISE ? picture.sigma() : 0;
      new ImagePair(picture.rows(0, picture.height()), ImageStrip.stack(results), sigma)
          .write(save);
      return speed;
    }
  }

  /** Loads a model by name or path. */
  static ImageRestorer load(String model) throws JobException {
    try {
      return ImageRestorer.load(ImageModelSource.parse(model), ComputeDevice.CPU);
    } catch (ModelException e) {
      throw new JobException(Failure.MODEL, String.valueOf(e.getMessage()), e);
    }
  }

  private List<ImageSpeed> elsewhere(Relaunch own, String model)
      throws IOException, InterruptedException, JobException {
    Path file = Files.createTempFile("scanline-bench", ".json");
    try {
      List<String> arguments = new ArrayList<>(formula.arguments());
      arguments.addAll(List.of("--model", model, "--json", file.toString()));
      arguments.addAll(List.of("--runs", Integer.toString(runs)));
      arguments.addAll(List.of("--threads", Integer.toString(threads())));
      if (own.run(arguments) != 0) {
        throw new JobException(
            Failure.INTERNAL,
            model + " could not be measured: --model " + model + " alone tells why");
      }
      return ImageReport.fromJson(Files.readString(file)).speeds();
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
