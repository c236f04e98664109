package org.scanline.vision.image.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.vision.image.ImageStrip;

/**
 * An image turned or mirrored. Rows that only run the other way are turned as they come; everything
 * else goes through a temporary file.
 */
final class TurnedReader extends ImageReader {
  private static final int ROWS = 16;

  private final ImageReader source;
  private final Turn turn;
  private final ImageFormat format;
  private final ImageTags tags;
  private @Nullable StoredImage stored;
  private boolean handedOn;
  private int at;

  TurnedReader(ImageReader source, Turn turn) {
    this.source = source;
    this.turn = turn;
    format = turn.columns() ? source.format().transposed() : source.format();
    tags = turn.columns() ? source.tags().transposed() : source.tags();
  }

  @Override
  public ImageFormat format() {
    return format;
  }

  @Override
  public ImageTags tags() {
    return tags;
  }

  @Override
  public ImageFileType type() {
    return source.type();
  }

  @Override
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(source.warnings());
    if (!turn.inOrder()) {
      warnings.add("turned, so it goes through a temporary file");
    }
    return warnings;
  }

  @Override
  public ImageReader transposed() {
    handedOn = true;
    return new TurnedReader(source, turn.transposed());
  }

  @Override
  void row(float[][] planes, int to) throws IOException {
    if (turn.inOrder()) {
      ImageStrip row = source.read(1);
      for (int c = 0; c < planes.length; c++) {
        System.arraycopy(row.plane(c), 0, planes[c], to, format.width());
      }
    } else {
      if (stored == null) {
        stored = store();
      }
      stored.read(turn.backward() ? format.height() - 1 - at : at, planes, to);
    }
    if (turn.mirrored()) {
      for (float[] plane : planes) {
        mirror(plane, to, format.width());
      }
    }
    at++;
  }

  private StoredImage store() throws IOException {
    StoredImage image = new StoredImage(source.format(), turn.columns());
    boolean done = false;
    try {
      for (ImageStrip s = source.read(ROWS); !s.isEmpty(); s = source.read(ROWS)) {
        for (int y = 0; y < s.rows(); y++) {
          image.write(s, y);
        }
      }
      done = true;
    } finally {
      if (!done) {
        image.close();
      }
    }
    return image;
  }

  private static void mirror(float[] plane, int from, int count) {
    for (int i = from, j = from + count - 1; i < j; i++, j--) {
      float other = plane[i];
      plane[i] = plane[j];
      plane[j] = other;
    }
  }

  @Override
  public void close() {
    if (stored != null) {
      stored.close();
    }
    if (!handedOn) {
      source.close();
    }
  }
}
