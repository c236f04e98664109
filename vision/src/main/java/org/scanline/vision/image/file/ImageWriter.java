package org.scanline.vision.image.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.scanline.vision.image.ImageStrip;

/** Writes an image from the top down while it is made. One thread at a time. */
public abstract class ImageWriter implements AutoCloseable {
  private final ImageFormat format;
  private int rows;

  /** For this package's writers. */
  ImageWriter(ImageFormat format) {
    this.format = format;
  }

  /** Says that some rows are there already. */
  final void goOnAt(int row) {
    rows = row;
  }

  /**
   * Begins a file; what was there is overwritten.
   *
   * @param tags are written as far as the kind of file holds them
   * @throws ImageFileException when such a file cannot hold the image ({@link
   *     ImageFileType#refuses}) or cannot be written
   */
  public static ImageWriter create(
      Path file, ImageFileType type, ImageFormat format, ImageTags tags, WriteOptions options)
      throws ImageFileException {
    return open(file, type, format, tags, options, false);
  }

  /**
   * Goes on with a file that was left unfinished by {@link #create} with the same arguments, or
   * begins it. Only TIFF can go on; {@link #rows} says how many rows are there. What comes out is
   * the same to the byte as without an interruption.
   *
   * @throws ImageFileException as for {@link #create}
   */
  public static ImageWriter resume(
      Path file, ImageFileType type, ImageFormat format, ImageTags tags, WriteOptions options)
      throws ImageFileException {
    return open(file, type, format, tags, options, true);
  }

  private static ImageWriter open(
      Path file,
      ImageFileType type,
      ImageFormat format,
      ImageTags tags,
      WriteOptions options,
      boolean resumed)
      throws ImageFileException {
    Optional<String> refusal = type.refuses(format);
    if (refusal.isPresent()) {
      throw new ImageFileException(refusal.get());
    }
    byte[] exif = Exif.fitted(tags.exif(), format, tags.pixelsPerMetre());
    ImageTags fitted = new ImageTags(tags.profile(), exif, tags.pixelsPerMetre());
    try {
      return switch (type) {
        case PNG -> new PngWriter(Files.newOutputStream(file), format, fitted);
        case JPEG -> new JpegWriter(Files.newOutputStream(file), format, fitted, options.quality());
        case TIFF -> new TiffWriter(file, format, fitted, options, resumed);
        case PNM -> new PnmWriter(Files.newOutputStream(file), format, fitted);
        default -> new WholeWriter(file, type, format, fitted, options.quality());
      };
    } catch (IOException e) {
      throw ImageFileException.writing(e);
    }
  }

  /** Size and samples of the file. */
  public final ImageFormat format() {
    return format;
  }

  /** Rows written so far; those found when it was resumed count. */
  public final int rows() {
    return rows;
  }

  /** Rows that {@link #resume} would find after a kill now; 0 for files that cannot go on. */
  public int safeRows() {
    return 0;
  }

  /** What of the tags did not fit into the file, one line each, without its name. */
  public List<String> warnings() {
    return List.of();
  }

  /**
   * Writes the next rows; samples outside 0 to 1 are cut off in integer formats, and what is not a
   * number becomes black there.
   *
   * @throws IllegalArgumentException when width or channels differ or there are more rows than
   *     announced
   * @throws ImageFileException when the file cannot be written, such as on a full disk
   */
  public final void write(ImageStrip strip) throws ImageFileException {
    if (strip.width() != format.width()
        || strip.channels() != format.channels()
        || strip.rows() > format.height() - rows) {
      throw new IllegalArgumentException(
          "%d rows of %d pixels with %d channels after %d do not fit %s"
              .formatted(strip.rows(), strip.width(), strip.channels(), rows, format));
    }
    try {
      for (int y = 0; y < strip.rows(); y++) {
        rows++;
        row(strip, y);
      }
    } catch (IOException e) {
      throw ImageFileException.writing(e);
    }
  }

  /** Writes a row of a strip, which {@link #rows} counts already. */
  abstract void row(ImageStrip strip, int y) throws IOException;

  /**
   * Completes the file.
   *
   * @throws IllegalStateException when rows are missing
   * @throws ImageFileException when the file cannot be written
   */
  public final void finish() throws ImageFileException {
    if (rows < format.height()) {
      throw new IllegalStateException(
          "%d of %d rows were written".formatted(rows, format.height()));
    }
    try {
      end();
    } catch (IOException e) {
      throw ImageFileException.writing(e);
    }
  }

  /** Completes the file, all of whose rows are there. */
  abstract void end() throws IOException;

  /**
   * A writer of the columns of this image, which it writes as rows when it is finished, through a
   * temporary file; finishes and closes this writer with it. It cannot be resumed.
   */
  public ImageWriter transposed() throws IOException {
    return new TransposedWriter(this);
  }

  /** Closes the file; without {@link #finish} it is incomplete. */
  @Override
  public abstract void close() throws IOException;
}
