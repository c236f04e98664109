package org.scanline.longimage;

import java.nio.file.Path;
import org.scanline.jobs.JobContext;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.file.ImageFileException;
import org.scanline.vision.image.file.ImageFormat;
import org.scanline.vision.image.file.ImageReader;
import org.scanline.vision.image.metric.NoiseLevel;

/** Reads a file once for the strength of its noise. */
final class NoiseOfFile {
  private static final int PIXELS = 1 << 20;

  private NoiseOfFile() {}

  /** The root of the mean square over the colours, in 8-bit levels. */
  static double measured(Path file, JobContext context) throws ImageFileException {
    try (ImageReader reader = ImageReader.open(file)) {
      ImageFormat format = reader.format();
      PictureRows unit = new PictureRows(format.width());
      context.progress().begin("measuring", unit, format.height());
      NoiseLevel level = new NoiseLevel(format.width(), format.channels());
      int most = Math.max(1, PIXELS / format.width());
      int rows = 0;
      for (ImageStrip strip = reader.read(most); !strip.isEmpty(); strip = reader.read(most)) {
        context.cancellation().check();
        level.add(strip);
        rows += strip.rows();
        context.progress().advanceTo(rows);
      }
      return meanOfColours(level.sigmas());
    }
  }

  private static double meanOfColours(double[] sigmas) {
    int colours = sigmas.length < 3 ? 1 : 3;
    double sum = 0;
    for (int c = 0; c < colours; c++) {
      sum += sigmas[c] * sigmas[c];
    }
    return Math.sqrt(sum / colours);
  }
}
