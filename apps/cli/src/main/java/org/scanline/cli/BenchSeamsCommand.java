package org.scanline.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scanline.datasets.benchmark.ImageSeam;
import org.scanline.datasets.benchmark.ImageSeams;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.file.ImageFileException;
import org.scanline.vision.image.file.ImageReader;
import org.scanline.vision.image.restoration.ImageRestorer;
import org.scanline.vision.image.restoration.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what tiles do to a picture. */
@Command(
    name = "seams",
    description =
        "Restores a picture tile by tile, as programs do that need the whole picture, and strip by"
            + " strip, and says how far each lies from the picture restored as a whole: largest and"
            + " root mean square difference within 4 pixels of the tiles' borders and elsewhere, in"
            + " 8-bit levels.",
    sortOptions = false,
    customSynopsis = "scanline bench seams --model MODEL [OPTION]...")
final class BenchSeamsCommand implements Callable<Integer> {
  private static final long MOST_PIXELS = 1 << 24;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "MODEL",
      description = "Name of a model, or a publisher's file or folder of weights.")
  private String model = "";

  @Option(
      names = "--tiles",
      paramLabel = "N",
      defaultValue = "256",
      description = "Side of a tile (default: ${DEFAULT-VALUE}).")
  private int tiles = 256;

  @Option(
      names = "--overlaps",
      split = ",",
      paramLabel = "N",
      defaultValue = "0,8,16",
      description = "Pixels around a tile that are thrown away (default: ${DEFAULT-VALUE}).")
  private List<Integer> overlaps = List.of();

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Take this picture, and --sigma as its noise (default: a formula's).")
  private @Nullable Path file;

  @Mixin private FormulaOptions formula = new FormulaOptions();

  @Option(names = "--markdown", description = "The table as Markdown.")
  private boolean markdown;

  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  BenchSeamsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws JobException {
    if (tiles < 1 || overlaps.stream().anyMatch(o -> o < 0)) {
      throw new ParameterException(
          spec.commandLine(), "--tiles must be at least 1, --overlaps at least 0");
    }
    double sigma = formula.picture(spec).sigma();
    try (ImageRestorer restorer = BenchImagesCommand.load(model)) {
      console.note("whole");
      ImageSeams seams =
          new ImageSeams(restorer, picture(), restorer.task() == Task.DENOISE ? sigma : 0);
      List<ImageSeam> rows = new ArrayList<>();
      console.note("streamed");
      rows.add(seams.streamed(tiles));
      for (int overlap : overlaps) {
        console.note("tiles, overlap " + overlap);
        rows.add(seams.tiled(tiles, overlap));
      }
      ImageSeam.table(rows, markdown).lines().forEach(console::result);
    }
    return ExitCode.DONE.status();
  }

  private ImageStrip picture() throws JobException {
    if (file == null) {
      return formula.picture(spec).rows(0, formula.picture(spec).height());
    }
    try (ImageReader reader = ImageReader.open(file)) {
      if ((long) reader.format().width() * reader.format().height() > MOST_PIXELS) {
        throw new ImageFileException("more than 16 million pixels; take a part of it");
      }
      List<ImageStrip> strips = new ArrayList<>();
      for (ImageStrip rows = reader.read(64); !rows.isEmpty(); rows = reader.read(64)) {
        strips.add(rows);
      }
      return ImageStrip.stack(strips);
    } catch (ImageFileException e) {
      throw new JobException(Failure.INPUT, file + ": " + e.getMessage(), e);
    }
  }
}
