package org.scanline.vision.image.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.jspecify.annotations.Nullable;

/** A strip or tile of TIFF that is a JPEG image: its samples as stored, row after row. */
final class JpegBlock extends InputStream {
  private final JpegPlanes planes;
  private final byte[][] components;
  private final byte[] row;
  private final int rows;
  private int read;
  private int at;

  /**
   * Reads the header.
   *
   * @param tables that all blocks share: an image without pixels; null for none
   */
  JpegBlock(InputStream packed, byte @Nullable [] tables, TiffLayout layout) throws IOException {
    InputStream whole = packed;
    if (tables != null && tables.length > 4) {
      packed.skipNBytes(2); // its begin mark; that of the tables comes first, their end mark not
      whole =
          new SequenceInputStream(new ByteArrayInputStream(tables, 0, tables.length - 2), packed);
    }
    JpegHeader header = new JpegHeader(new JpegInput(whole));
    JpegScan scan = header.next();
    JpegFrame frame = header.frame();
    if (scan == null
        || frame.components().size() != layout.together()
        || frame.width() != layout.blockWidth()) {
      throw TiffDirectory.damaged("a JPEG block");
    }
    planes = new JpegPlanes(header, scan);
    rows = frame.height();
    components = new byte[layout.together()][frame.width()];
    row = new byte[layout.together() * frame.width()];
    at = row.length;
  }

  private boolean refill() throws IOException {
    if (at < row.length) {
      return true;
    }
    if (read == rows) {
      return false;
    }
    planes.next(components);
    for (int i = 0; i < row.length; i++) {
      row[i] = components[i % components.length][i / components.length];
    }
    read++;
    at = 0;
    return true;
  }

  @Override
  public int read() throws IOException {
    return refill() ? row[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] to, int from, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    if (!refill()) {
      return -1;
    }
    int some = Math.min(count, row.length - at);
    System.arraycopy(row, at, to, from, some);
    at += some;
    return some;
  }

  @Override
  public void close() {
    planes.close();
  }
}
