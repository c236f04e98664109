package org.scanline.vision.image.file;

import java.io.IOException;
import org.scanline.vision.image.ImageStrip;

/** Writes an image from the top down while it is made. One thread at a time. */
public abstract class ImageWriter implements AutoCloseable {
  /** For this package's writers. */
  ImageWriter() {}

  /**
   * Writes the next rows; samples outside 0 to 1 are cut off in integer formats.
   *
   * @throws IllegalArgumentException when width or channels differ or there are more rows than
   *     announced
   */
  public abstract void write(ImageStrip rows) throws IOException;

  /**
   * Completes the file.
   *
   * @throws IllegalStateException when rows are missing
   */
  public abstract void finish() throws IOException;

  /** Closes the file; without {@link #finish} it is incomplete. */
  @Override
  public abstract void close() throws IOException;
}
