package org.scanline.vision.image.file;

import java.io.IOException;
import java.util.List;
import org.scanline.vision.image.ImageStrip;

/** Takes the columns of an image and writes its rows at the end, through a temporary file. */
final class TransposedWriter extends ImageWriter {
  private static final int ROWS = 16;

  private final ImageWriter target;
  private final StoredImage stored;

  TransposedWriter(ImageWriter target) throws IOException {
    super(target.format().transposed());
    this.target = target;
    stored = new StoredImage(format(), true);
  }

  @Override
  void row(ImageStrip strip, int y) throws IOException {
    stored.write(strip, y);
  }

  @Override
  void end() throws IOException {
    ImageFormat to = target.format();
    for (int y = 0; y < to.height(); y += ROWS) {
      int rows = Math.min(ROWS, to.height() - y);
      float[][] planes = new float[to.channels()][Math.multiplyExact(rows, to.width())];
      for (int i = 0; i < rows; i++) {
        stored.read(y + i, planes, i * to.width());
      }
      target.write(ImageStrip.of(to.width(), planes));
    }
    target.finish();
  }

  @Override
  public List<String> warnings() {
    return target.warnings();
  }

  @Override
  public void close() throws IOException {
    stored.close();
    target.close();
  }
}
