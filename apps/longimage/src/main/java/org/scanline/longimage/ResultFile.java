package org.scanline.longimage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import org.scanline.jobs.OutputErrors;
import org.scanline.jobs.PartFile;
import org.scanline.vision.image.file.ImageFileException;
import org.scanline.vision.image.file.ImageFileType;
import org.scanline.vision.image.file.ImageFormat;
import org.scanline.vision.image.file.ImageReader;
import org.scanline.vision.image.file.ImageTags;
import org.scanline.vision.image.file.ImageWriter;
import org.scanline.vision.image.file.WriteOptions;

/**
 * The file that a result becomes.
 *
 * @param target its final name
 * @param type its kind
 * @param format size and samples
 * @param tags what it says beside the pixels
 * @param options how it is packed
 */
record ResultFile(
    Path target, ImageFileType type, ImageFormat format, ImageTags tags, WriteOptions options) {

  /** Compressed files are smaller than their pixels; lossy ones at most by about this factor. */
  private static final int LOSSY = 2;

  private static final long OVERHEAD = 1 << 20;

  /**
   * The file for the result of an image.
   *
   * @param source the image's own file
   * @throws JobException when such a file cannot hold it
   */
  static ResultFile of(
      Path source, ImageReader input, int scale, RestorationRequest request, Path target)
      throws JobException {
    ImageFileType type = ResultType.of(source, input.type(), request.type()).type();
    ImageFormat format;
    try {
      format = type.fitted(input.format().scaled(scale));
    } catch (ArithmeticException e) {
      throw new JobException(
          Failure.INPUT, "the result would have more than 2,147,483,647 pixels a side", e);
    }
    Optional<String> refusal = type.refuses(format);
    if (refusal.isPresent()) {
      throw new JobException(Failure.OUTPUT, refusal.get() + " with --format");
    }
    return new ResultFile(
        target,
        type,
        format,
        input.tags().scaled(scale),
        WriteOptions.DEFAULT.withQuality(request.quality()));
  }

  /** Room to ask for before the work. */
  long mostBytes() {
    long pixels = format.height() * format.rowBytes();
    boolean lossy = type == ImageFileType.JPEG || type == ImageFileType.WEBP;
    return OVERHEAD + (lossy ? pixels / LOSSY : pixels);
  }

  /**
   * Begins the file under its hidden name.
   *
   * @param resumed whether to go on with what is there
   */
  ImageWriter open(Path hidden, boolean resumed) throws JobException {
    try {
      return resumed
          ? ImageWriter.resume(hidden, type, format, tags, options)
          : ImageWriter.create(hidden, type, format, tags, options);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /** The same failure with its reason for the user. */
  JobException cannotWrite(IOException e) {
    String message =
        e instanceof ImageFileException && !OutputErrors.isDiskFull(e)
            ? "cannot write " + target + ": " + e.getMessage()
            : OutputErrors.explain(target, e);
    return new JobException(Failure.OUTPUT, message, e);
  }

  /**
   * Opens the finished file once more before it gets its name.
   *
   * @throws JobException when it is not what it should be
   */
  void verify(PartFile part) throws JobException {
    try (ImageReader reader = ImageReader.open(part.path())) {
      if (reader.type() != type || !reader.format().equals(format)) {
        throw damaged("holds " + reader.format() + ", expected " + format, null);
      }
    } catch (ImageFileException e) {
      throw damaged(String.valueOf(e.getMessage()), e);
    }
  }

  private JobException damaged(String what, @Nullable Throwable cause) {
    return new JobException(
        Failure.OUTPUT,
        "cannot trust what was written to " + target + " (" + what + "); check the disk",
        cause);
  }
}
