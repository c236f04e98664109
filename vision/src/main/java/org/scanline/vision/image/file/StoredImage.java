package org.scanline.vision.image.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.scanline.vision.image.ImageStrip;

/**
 * An image in a temporary file: written from the top down, then read by rows or by columns in any
 * order.
 *
 * <p>Pieces of some rows are cut into tiles; those below each other lie together in the file, so
 * that a piece of some columns is read at once. Memory is one such piece, whatever the image.
 */
final class StoredImage implements AutoCloseable {
  private static final int PIECE_BYTES = 32 << 20;
  private static final int THICKEST = 512;

  private final ImageFormat format;
  private final boolean columns;
  private final int pixelBytes;
  private final int thick;
  private final int piecesDown;
  private final TemporaryFile file = new TemporaryFile();
  private final ByteBuffer piece;
  private final ByteBuffer tile;
  private int rows;
  private int loaded = -1;

  /**
   * Makes room on the disk.
   *
   * @param columns whether columns are read, else rows
   */
  StoredImage(ImageFormat format, boolean columns) throws IOException {
    this(format, columns, PIECE_BYTES);
  }

  StoredImage(ImageFormat format, boolean columns, int pieceBytes) throws IOException {
    this.format = format;
    this.columns = columns;
    pixelBytes = format.channels() * format.samples().bytes();
    int longest = Math.max(format.width(), format.height());
    int most = (int) Math.min(THICKEST, pieceBytes / ((long) longest * pixelBytes));
    thick = Math.max(1, Math.min(most, longest));
    piecesDown = (format.height() + thick - 1) / thick;
    long bytes = (long) (piecesDown + 1) * thick; // the last tile may stand over
    long across = columns ? Math.max(bytes, format.width()) : format.width();
    piece = order(Math.toIntExact(across * thick * pixelBytes));
    tile = order(columns ? thick * thick * pixelBytes : 0);
  }

  private static ByteBuffer order(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
  }

  /** Writes the next row, which is a row of a strip. */
  void write(ImageStrip strip, int row) throws IOException {
    if (rows % thick == 0) {
      piece.clear();
    }
    SampleRows.write(strip, row, format.samples(), piece);
    rows++;
    if (rows % thick == 0 || rows == format.height()) {
      piece.flip();
      flush((rows - 1) / thick);
    }
  }

  private void flush(int down) throws IOException {
    if (!columns) {
      file.write(piece, (long) down * thick * format.rowBytes());
      return;
    }
    int high = rows - down * thick;
    for (int left = 0, n = 0; left < format.width(); left += thick, n++) {
      int wide = Math.min(thick, format.width() - left);
      tile.clear();
      for (int x = left; x < left + wide; x++) {
        for (int y = 0; y < high; y++) {
          int from = Math.toIntExact(y * format.rowBytes()) + x * pixelBytes;
          for (int b = 0; b < pixelBytes; b++) {
            tile.put(piece.get(from + b));
          }
        }
      }
      file.write(tile.flip(), ((long) n * piecesDown + down) * tile.capacity());
    }
  }

  /** Reads a row, or a column, of which the first is 0. */
  void read(int n, float[][] planes, int to) throws IOException {
    if (n / thick != loaded) {
      load(n / thick);
    }
    int within = n % thick;
    if (!columns) {
      piece.position(Math.toIntExact(within * format.rowBytes()));
      SampleRows.read(piece, format.samples(), format.width(), planes, to);
      return;
    }
    for (int down = 0; down < piecesDown; down++) {
      int high = Math.min(thick, format.height() - down * thick);
      piece.position(down * tile.capacity() + within * high * pixelBytes);
      SampleRows.read(piece, format.samples(), high, planes, to + down * thick);
    }
  }

  private void load(int n) throws IOException {
    long each = columns ? (long) piecesDown * tile.capacity() : thick * format.rowBytes();
    piece.clear().limit(Math.toIntExact(Math.min(each, piece.capacity())));
    file.read(piece, n * each);
    piece.clear();
    loaded = n;
  }

  @Override
  public void close() {
    file.close();
  }
}
