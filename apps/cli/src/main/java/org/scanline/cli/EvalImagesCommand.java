package org.scanline.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.datasets.evaluation.EvaluationException;
import org.scanline.datasets.images.ImageBaseline;
import org.scanline.datasets.images.ImageEvaluation;
import org.scanline.datasets.images.ImageEvaluationSettings;
import org.scanline.datasets.images.ImageReport;
import org.scanline.datasets.images.PicturePreparation;
import org.scanline.jobs.ExitCode;
import org.scanline.vision.image.restoration.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures models for pictures on pictures whose truth is known. */
@Command(
    name = "images",
    description = "Measures models that enlarge or denoise pictures, and simple methods beside.",
    sortOptions = false,
    customSynopsis = {
      "scanline eval images -s N [OPTION]... PICTURE...",
      "scanline eval images --sigma N[,N]... [OPTION]... PICTURE..."
    },
    footer = {
      "%nTo be enlarged, pictures are made small by MATLAB's bicubic; of files called NAME_HR and",
      "NAME_LR the second is the small one. PSNR and SSIM of the luma (BT.601), border N, 8 bits.",
      "To be denoised, they get white Gaussian noise, 8 bits; PSNR and SSIM of all planes.",
      "Non-local means is shown at the parameters that are best over all the pictures."
    })
final class EvalImagesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PICTURE",
      arity = "1..*",
      description = "Pictures as they should be, or folders of them.")
  private List<Path> pictures = List.of();

  @Option(
      names = {"-s", "--scale"},
      paramLabel = "N",
      description = "Make them smaller by N and enlarge them again.")
  private int scale = 1;

  @Option(
      names = "--sigma",
      split = ",",
      paramLabel = "N",
      description = "Add noise of N 8-bit levels and denoise them.")
  private List<Double> sigmas = List.of();

  @Option(
      names = {"-m", "--model"},
      split = ",",
      paramLabel = "MODEL",
      description = "Name, folder or file of a model; may be repeated (default: Scanline's own).")
  private @Nullable List<String> models;

  @Option(
      names = "--baselines",
      split = ",",
      paramLabel = "NAME",
      description = "bicubic, matlab; noisy, nlm; or none (default: all that fit).")
  private @Nullable List<String> baselines;

  @Option(
      names = "--reduce",
      paramLabel = "N",
      defaultValue = "1",
      description = "Make the pictures smaller by N first: hides traces of camera and JPEG.")
  private int reduce = 1;

  @Option(
      names = "--crop",
      paramLabel = "N",
      defaultValue = "0",
      description = "Take N x N pixels of their middle.")
  private int crop;

  @Option(names = "--gray", description = "Make them gray.")
  private boolean gray;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of the noise (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--device",
      paramLabel = "WHERE",
      defaultValue = "auto",
      description = "auto, cpu or gpu (default: ${DEFAULT-VALUE}).")
  private ComputeDevice device = ComputeDevice.AUTO;

  @Option(
      names = "--as",
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table, markdown, csv or json (default: ${DEFAULT-VALUE}).")
  private ReportForm form = ReportForm.TABLE;

  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  EvalImagesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws EvaluationException, ModelException {
    ImageReport report = new ImageEvaluation(settings(), this::step).run(device);
    if (console.terminal()) {
      console.draw("");
    }
    String text =
        switch (form) {
          case TABLE -> report.toTable();
          case MARKDOWN -> report.toMarkdown();
          case CSV -> report.toCsv();
          case JSON -> report.toJson();
        };
    text.lines().forEach(console::result);
    report.notes().forEach(console::note);
    report.failures().forEach(console::error);
    ExitCode code =
        report.failures().isEmpty()
            ? ExitCode.DONE
            : report.scores().isEmpty() ? ExitCode.ALL_FAILED : ExitCode.SOME_FAILED;
    return code.status();
  }

  private ImageEvaluationSettings settings() {
    try {
      Task task = scale == 1 ? Task.DENOISE : Task.UPSCALE;
      return new ImageEvaluationSettings(
          pictures,
          scale,
          sigmas,
          new PicturePreparation(reduce, crop, gray),
          seed,
          models == null ? ImageEvaluationSettings.bundled(scale) : models,
          baselines(task));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private List<ImageBaseline> baselines(Task task) {
    List<String> names = baselines;
    if (names == null) {
      return ImageBaseline.of(task);
    }
    return names.equals(List.of("none"))
        ? List.of()
        : names.stream().map(name -> ImageBaseline.parse(task, name)).toList();
  }

  private void step(String what) {
    if (console.terminal()) {
      console.draw(what);
    } else {
      console.note(what);
    }
  }
}
