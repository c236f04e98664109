package org.scanline.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.scanline.datasets.images.FormulaPicture;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import org.scanline.vision.image.file.ImageFileType;
import org.scanline.vision.image.file.ImageFormat;
import org.scanline.vision.image.file.ImageTags;
import org.scanline.vision.image.file.ImageWriter;
import org.scanline.vision.image.file.WriteOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a picture made by a formula. */
@Command(
    name = "picture",
    description =
        "Writes a noisy picture of any size, made by a formula, with 16 bits a sample, row by row:"
            + " something large to restore. An existing file is overwritten.",
    sortOptions = false,
    customSynopsis = "scanline bench picture [OPTION]... FILE")
final class BenchPictureCommand implements Callable<Integer> {
  private static final int SAMPLES = 1 << 18; // in memory at a time

  private static final WriteOptions PLAIN =
      new WriteOptions(95, WriteOptions.Packing.NONE, true); // noise is not worth packing

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A .tif (BigTIFF), .png or .ppm file.")
  private Path file = Path.of("");

  @Mixin private FormulaOptions formula = new FormulaOptions();

  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  BenchPictureCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws JobException {
    FormulaPicture picture = formula.picture(spec);
    Optional<ImageFileType> type = ImageFileType.of(file);
    if (type.isEmpty()) {
      throw new ParameterException(spec.commandLine(), file + " must end in .tif, .png or .ppm");
    }
    ImageFormat format =
        new ImageFormat(
            picture.width(), picture.height(), picture.channels(), ImageFormat.Samples.SHORT);
    int most = (int) Math.max(1, SAMPLES / ((long) picture.width() * picture.channels()));
    try (ImageWriter writer = ImageWriter.create(file, type.get(), format, ImageTags.NONE, PLAIN)) {
      for (int row = 0; row < picture.height(); row += most) {
        writer.write(picture.rows(row, Math.min(picture.height(), row + most)));
      }
      writer.finish();
    } catch (IOException e) {
      throw new JobException(Failure.OUTPUT, file + ": " + e.getMessage(), e);
    }
    console.result(file.toString());
    return ExitCode.DONE.status();
  }
}
