package org.scanline.longimage.view;

import java.io.IOException;
import org.scanline.jobs.Cancellation;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.file.ImageReader;

/** Reads an image from the top down in strips of bounded size. */
final class PictureScan {
  private static final int PIXELS = 1 << 20;
  private static final int MOST_ROWS = 256;

  private PictureScan() {}

  /** What is done with rows. */
  @FunctionalInterface
  interface Rows {
    /** Takes the next rows; false when it has seen enough. */
    boolean take(ImageStrip strip) throws IOException;
  }

  /** Shows all rows, or as many as are wanted. */
  static void of(ImageReader reader, Cancellation cancellation, Rows rows) throws IOException {
    int most = Math.max(1, Math.min(MOST_ROWS, PIXELS / reader.format().width()));
    boolean more = true;
    while (more) {
      cancellation.check();
      ImageStrip strip = reader.read(most);
      more = !strip.isEmpty() && rows.take(strip);
    }
  }
}
