package org.scanline.longimage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.scanline.jobs.DiskSpace;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobContext;
import org.scanline.jobs.JobException;
import org.scanline.jobs.PartFile;
import org.scanline.longimage.Checkpoints.Checkpoint;
import org.scanline.vision.image.file.ImageFileException;
import org.scanline.vision.image.file.ImageFileType;
import org.scanline.vision.image.file.ImageFormat;
import org.scanline.vision.image.file.ImageReader;
import org.scanline.vision.image.file.ImageWriter;
import org.scanline.vision.image.restoration.ImageRestorer;
import org.scanline.vision.image.restoration.RestorationStream;
import org.scanline.vision.image.restoration.Task;

/** One picture through the net: read, measure, restore, write, verify, rename. */
final class Restoration {
  private final ImageRestorer model;
  private final RestorationRequest request;
  private final Duration every;
  private final JobContext context;
  private final List<String> notes;

  /**
   * A restoration.
   *
   * @param every how often a checkpoint is taken where the file can be resumed
   * @param notes takes what the user should know
   */
  Restoration(
      ImageRestorer model,
      RestorationRequest request,
      Duration every,
      JobContext context,
      List<String> notes) {
    this.model = model;
    this.request = request;
    this.every = every;
    this.context = context;
    this.notes = notes;
  }

  /** Makes the file; gives its path. */
  List<Path> run(Path input, Path target) throws JobException {
    try (ImageReader upright = ImageReader.open(input)) {
      ImageFormat format = upright.format();
      ResultFile result = ResultFile.of(input, upright, model.scale(), request, target);
      noteChanges(input, upright, result);
      DiskSpace.require(request.folder(), result.mostBytes());
      boolean sideways = request.direction().sideways(format.width(), format.height());
      boolean resumable = result.type() == ImageFileType.TIFF && !sideways;
      PartFile part = resumable ? context.parts().resumable(target) : context.parts().open(target);
      Checkpoints checkpoints = new Checkpoints(part.path(), settings(input, result));
      try (ImageReader reader = sideways ? turned(upright) : upright) {
        if (resumable) {
          resumable(input, reader, result, part, checkpoints);
        } else {
          fresh(input, reader, result, part, sideways);
        }
        upright.warnings().forEach(notes::add);
      } catch (ImageFileException e) {
        clear(checkpoints);
        context.parts().discard(part);
        throw e;
      }
      result.verify(part);
      List<Path> made = context.parts().commit(List.of(part));
      clear(checkpoints);
      return made;
    } catch (ImageFileException e) {
      throw new JobException(Failure.INPUT, String.valueOf(e.getMessage()), e);
    }
  }

  private ImageReader turned(ImageReader upright) {
    notes.add(
        "scanned sideways, column by column, through a temporary file: its height takes less"
            + " memory than its width");
    return upright.transposed();
  }

  private void noteChanges(Path input, ImageReader reader, ResultFile result) {
    Optional<ImageFileType> named = ImageFileType.of(input);
    if (named.isPresent() && named.get() != reader.type()) {
      notes.add("is a %s file, whatever its name says".formatted(reader.type()));
    }
    if (request.type() == null && result.type() != reader.type()) {
      notes.add("%s is read only; written as %s".formatted(reader.type(), result.type()));
    }
    ImageFormat.Samples before = reader.format().samples();
    if (result.format().samples() != before) {
      notes.add(
          "%s holds no %s; written with %d bits"
              .formatted(
                  result.type(),
                  before == ImageFormat.Samples.FLOAT ? "floating-point samples" : "16-bit samples",
                  8 * result.format().samples().bytes()));
    }
  }

  /** What must be the same for a run to go on where another ended. */
  private String settings(Path input, ResultFile result) throws JobException {
    try {
      return String.join(
          "\n",
          input.toRealPath().toString(),
          Long.toString(Files.size(input)),
          Files.getLastModifiedTime(input).toString(),
          model.card().json(),
          Double.toString(request.sigma()),
          result.toString());
    } catch (IOException e) {
      throw new JobException(Failure.INPUT, "cannot read (" + e.getMessage() + ")", e);
    }
  }

  private double sigma(Path input) throws ImageFileException {
    if (model.task() != Task.DENOISE) {
      return 0;
    }
    if (!Double.isNaN(request.sigma())) {
      return request.sigma();
    }
    double measured = NoiseOfFile.measured(input, context);
    double used = Math.min(measured, ImageRestorer.MOST_SIGMA);
    notes.add(
        String.format(Locale.ROOT, "noise measured: sigma %.1f of 255", measured)
            + (used < measured ? "; treated as %.0f".formatted(used) : ""));
    return used;
  }

  private void fresh(
      Path input, ImageReader reader, ResultFile result, PartFile part, boolean sideways)
      throws JobException, ImageFileException {
    double sigma = sigma(input);
    ImageWriter writer = result.open(part.path(), false);
    try (ImageWriter rows = sideways ? writer.transposed() : writer;
        RestorationStream stream = stream(reader, sigma)) {
      new RowPump(reader, stream, rows, context, request.threads()).run(result, null);
      rows.warnings().forEach(notes::add);
    } catch (ImageFileException e) {
      throw e;
    } catch (IOException e) {
      throw result.cannotWrite(e);
    }
  }

  private void resumable(
      Path input, ImageReader reader, ResultFile result, PartFile part, Checkpoints checkpoints)
      throws JobException, ImageFileException {
    @Nullable Checkpoint from = null;
    ImageWriter writer = result.open(part.path(), request.resume());
    if (writer.rows() > 0) {
      from = checkpoints.last(writer.rows()).orElse(null);
      if (from == null) {
        writer = reopened(writer, result, part);
      }
    }
    double sigma = from == null ? sigma(input) : from.sigma();
    try (ImageWriter rows = writer;
        RestorationStream stream = stream(reader, sigma)) {
      RowPump pump = new RowPump(reader, stream, rows, context, request.threads());
      if (from == null) {
        checkpoints.clear();
      } else {
        notes.add("went on at row %,d".formatted(rows.rows()));
        Checkpoints.restore(from, stream);
        pump.skip(from.read(), rows.rows() - from.made());
      }
      pump.run(result, new Saving(checkpoints, every, context.parts(), part, sigma));
      rows.warnings().forEach(notes::add);
    } catch (ImageFileException e) {
      throw e;
    } catch (IOException e) {
      throw result.cannotWrite(e);
    }
  }

  private static ImageWriter reopened(ImageWriter writer, ResultFile result, PartFile part)
      throws JobException {
    try {
      writer.close();
    } catch (IOException e) {
      throw result.cannotWrite(e);
    }
    return result.open(part.path(), false);
  }

  private RestorationStream stream(ImageReader reader, double sigma) {
    ImageFormat format = reader.format();
    return model.open(format.width(), format.height(), format.channels(), sigma, request.threads());
  }

  private static void clear(Checkpoints checkpoints) {
    try {
      checkpoints.clear();
    } catch (IOException e) {
      System.getLogger(Restoration.class.getName())
          .log(System.Logger.Level.WARNING, "could not delete a checkpoint", e);
    }
  }
}
