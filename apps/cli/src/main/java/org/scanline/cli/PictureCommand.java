package org.scanline.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.model.ModelException;
import org.scanline.jobs.Failure;
import org.scanline.jobs.Job;
import org.scanline.jobs.JobException;
import org.scanline.longimage.Direction;
import org.scanline.longimage.RestorationRequest;
import org.scanline.longimage.RestorationRequest.Extra;
import org.scanline.longimage.Restore;
import org.scanline.vision.image.restoration.ImageModelCard;
import org.scanline.vision.image.restoration.ImageModelSource;
import org.scanline.vision.image.restoration.ImageRestorer;
import org.scanline.vision.image.restoration.Task;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What commands that restore pictures share. */
abstract class PictureCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private HelpOption help = new HelpOption();

  @Parameters(
      paramLabel = "IMG",
      arity = "1..*",
      description = "Pictures; a folder means the picture files directly in it.")
  private List<Path> pictures = List.of();

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description =
          "Name of a model, or a publisher's file or folder of weights (default: the one that comes"
              + " with Scanline).")
  private @Nullable String model;

  @Mixin private final OutputOptions output;

  @Option(
      names = "--format",
      paramLabel = "TYPE",
      description = "png, tiff, jpeg, webp, ppm or bmp (default: that of each picture).")
  private @Nullable String format;

  @Option(
      names = "--quality",
      paramLabel = "N",
      defaultValue = "95",
      description = "Of jpeg and webp, 1 to 100 (default: ${DEFAULT-VALUE}).")
  private int quality = 95;

  @Option(
      names = "--direction",
      paramLabel = "HOW",
      defaultValue = "auto",
      description =
          "down, sideways, or auto: sideways where a picture is so wide that it saves memory"
              + " (default: ${DEFAULT-VALUE}).")
  private Direction direction = Direction.AUTO;

  @Option(
      names = "--compare",
      description = "Also draw the most detailed places side by side: {name}.compare.png.")
  private boolean compare;

  @Option(
      names = "--viewer",
      description = "Also make a page that zooms into before and after: {name}.html.")
  private boolean viewer;

  @Mixin private RunOptions run = new RunOptions();

  private final Console console;
  private final Task task;

  /**
   * A command.
   *
   * @param task what its models do
   * @param folder where results go unless another is named
   */
  PictureCommand(Console console, Task task, String folder) {
    this.console = console;
    this.task = task;
    this.output = new OutputOptions(folder, "{name}.{ext}");
  }

  /** Name of the model where none is given. */
  abstract String usualModel();

  /** Of the noise in 8-bit levels; NaN to measure it. */
  abstract double sigma();

  /**
   * Whether a model suits the command's own options.
   *
   * @throws IllegalArgumentException when it does not
   */
  abstract void check(ImageModelCard card);

  @Override
  public Integer call() throws JobException {
    RestorationRequest request = request();
    String phase = task == Task.UPSCALE ? "upscaling" : "denoising";
    return new Run(request, phase).run(run.report(console, phase));
  }

  /** From the request to the pictures. */
  private final class Run extends ModelRun<ImageRestorer> {
    private final RestorationRequest request;
    private final String phase;

    Run(RestorationRequest request, String phase) {
      this.request = request;
      this.phase = phase;
    }

    @Override
    ImageRestorer load() throws JobException {
      String name = model == null ? usualModel() : model;
      try {
        ImageRestorer loaded = ImageRestorer.load(ImageModelSource.parse(name), run.device());
        return checked(loaded);
      } catch (ModelException e) {
        throw new JobException(Failure.MODEL, String.valueOf(e.getMessage()), e);
      } catch (InvalidPathException e) {
        throw new JobException(Failure.MODEL, "there is no model '" + name + "'", e);
      }
    }

    private ImageRestorer checked(ImageRestorer loaded) {
      try {
        if (loaded.task() != task) {
          throw new IllegalArgumentException(
              task == Task.UPSCALE
                  ? loaded.card().name() + " takes noise away; use 'scanline denoise'"
                  : loaded.card().name() + " enlarges pictures; use 'scanline upscale'");
        }
        check(loaded.card());
        return loaded;
      } catch (IllegalArgumentException e) {
        loaded.close();
        throw usage(e);
      }
    }

    @Override
    List<Job> plan(ImageRestorer loaded) throws JobException {
      return new Restore(loaded).plan(request);
    }

    @Override
    String begun() {
      return phase.substring(0, 1).toUpperCase(Locale.ROOT)
          + phase.substring(1)
          + " into "
          + request.folder()
          + " ...";
    }

    @Override
    LoadedModel described(ImageRestorer loaded) {
      ImageModelCard card = loaded.card();
      String line =
          model == null ? null : LoadedModel.line(card.name(), card.description(), card.licence());
      return new LoadedModel(card.name(), card.licence(), line, Map.of("scale", card.scale()));
    }
  }

  private RestorationRequest request() {
    try {
      PictureTarget target = PictureTarget.of(output, format, pictures);
      Set<Extra> extras = EnumSet.noneOf(Extra.class);
      if (compare) {
        extras.add(Extra.COMPARISON);
      }
      if (viewer) {
        extras.add(Extra.VIEWER);
      }
      return new RestorationRequest(
          pictures,
          target.folder(),
          target.names(),
          output.onExisting(),
          output.resume(),
          target.type(),
          quality,
          sigma(),
          direction,
          extras,
          run.threads());
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
  }

  private ParameterException usage(IllegalArgumentException e) {
    return new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
  }
}
