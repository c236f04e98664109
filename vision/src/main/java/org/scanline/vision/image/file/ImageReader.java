package org.scanline.vision.image.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.scanline.vision.image.ImageStrip;

/** Reads an image from the top down, holding a few rows at a time. One thread at a time. */
public abstract class ImageReader implements AutoCloseable {
  /** For this package's readers. */
  ImageReader() {}

  /**
   * Opens a file, whose kind is told from its content, and reads its header.
   *
   * @throws ImageFileException when it is missing, a folder, empty, damaged or no image, or when it
   *     promises more pixels than its bytes can hold
   */
  public static ImageReader open(Path file) throws ImageFileException {
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
      throw new ImageFileException("no image that can be read; convert it to PNG or TIFF");
    } catch (IOException e) {
      throw ImageFileException.reading(e);
    }
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(16);
    }
  }

  /** Size and samples. */
  public abstract ImageFormat format();

  /** What the file says beside the pixels. */
  public abstract ImageTags tags();

  /**
   * Reads the next rows.
   *
   * @param maxRows at least 1
   * @return between 1 and maxRows rows; without rows at the end
   * @throws ImageFileException when the file is cut off or damaged
   */
  public abstract ImageStrip read(int maxRows) throws ImageFileException;

  /** What was odd about the file so far, one line each, without its name. */
  public abstract List<String> warnings();

  @Override
  public abstract void close();
}
