package org.scanline.vision.image.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.vision.image.ImageStrip;

/** Reads an image from the top down, holding a few rows at a time. One thread at a time. */
public abstract class ImageReader implements AutoCloseable {
  private static final int MOST_PIXELS = 1 << 28;

  private int rows;
  private @Nullable ImageFileException failure;

  /** For this package's readers. */
  ImageReader() {}

  /**
   * Opens a file, whose kind is told from its content, and reads its header.
   *
   * @throws ImageFileException when it is missing, a folder, empty, damaged or no image, or when it
   *     promises more pixels than its bytes can hold
   */
  public static ImageReader open(Path file) throws ImageFileException {
    ImageReader stored = stored(file);
    Turn turn = Turn.of(stored.orientation());
    return turn.equals(Turn.NONE) ? stored : new TurnedReader(stored, turn);
  }

  /** Opens a file as its pixels are stored, upright or not. */
  private static ImageReader stored(Path file) throws ImageFileException {
    try {
      if (Files.isDirectory(file)) {
        throw new ImageFileException("this is a folder; name an image");
      }
      if (!Files.exists(file)) {
        throw new ImageFileException("no such file; check the path");
      }
      byte[] head = head(file);
      if (head.length == 0) {
        throw new ImageFileException("the file is empty (0 bytes); fetch or export it again");
      }
      if (Arrays.equals(Arrays.copyOf(head, PngChunks.SIGNATURE.length), PngChunks.SIGNATURE)) {
        return new PngReader(file);
      }
      if (TiffDirectory.begins(head)) {
        return new TiffReader(file);
      }
      if (head.length > 2 && head[0] == -1 && (head[1] & 0xFF) == JpegHeader.START) {
        return jpeg(file);
      }
      if (PnmHeader.begins(head)) {
        return new PnmReader(file);
      }
      ImageFileType type = WholeHeader.type(head);
      if (type != null) {
        return new WholeReader(file, type);
      }
      throw new ImageFileException("no image that can be read; convert it to PNG or TIFF");
    } catch (IOException e) {
      throw ImageFileException.reading(e);
    }
  }

  private static ImageReader jpeg(Path file) throws IOException {
    try {
      return new JpegReader(file);
    } catch (JpegReader.Arithmetic e) {
      return new WholeReader(file, ImageFileType.JPEG);
    }
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(16);
    }
  }

  /** Size and samples, upright. */
  public abstract ImageFormat format();

  /** What the file says beside the pixels. */
  public abstract ImageTags tags();

  /** The kind of file, whatever its name ends in. */
  public abstract ImageFileType type();

  /** What was odd about the file so far, one line each, without its name. */
  public abstract List<String> warnings();

  /** How the pixels of the file must be turned to be upright, as Exif numbers it; 1 for not. */
  int orientation() {
    return 1;
  }

  /**
   * Reads the next row.
   *
   * @param planes one for each channel
   * @param to where the row begins in each
   */
  abstract void row(float[][] planes, int to) throws IOException;

  /**
   * Reads the next rows.
   *
   * @param maxRows at least 1
   * @return between 1 and maxRows rows; without rows at the end. The rows before a damage are
   *     returned, the next call tells of it
   * @throws ImageFileException when the file is cut off or damaged
   */
  public final ImageStrip read(int maxRows) throws ImageFileException {
    ImageFormat format = format();
    if (failure != null) {
      throw failure;
    }
    int count = Math.min(maxRows, format.height() - rows);
    count = Math.min(count, Math.max(1, MOST_PIXELS / format.width()));
    float[][] planes = new float[format.channels()][count * format.width()];
    int done = 0;
    try {
      for (; done < count; done++) {
        row(planes, done * format.width());
      }
    } catch (IOException e) {
      failure = ImageFileException.reading(e);
      if (done == 0) {
        throw failure;
      }
    }
    rows += done;
    ImageStrip strip = ImageStrip.of(format.width(), planes);
    return done < count ? strip.slice(0, done) : strip;
  }

  /**
   * This image with rows and columns exchanged, so that a wide one can be read by columns; closes
   * this reader with it, which must not have been read from. Where the file itself must be read
   * whole for it, that is done through a temporary file at the first row.
   */
  public ImageReader transposed() {
    return new TurnedReader(this, Turn.NONE.transposed());
  }

  @Override
  public abstract void close();
}
