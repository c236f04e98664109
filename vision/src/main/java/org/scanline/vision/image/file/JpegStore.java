package org.scanline.vision.image.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The coefficients of an image whose blocks come in several scans: these are joined in a temporary
 * file, a row of blocks at a time.
 */
final class JpegStore implements AutoCloseable {
  private static final int BLOCK_BYTES = 2 * JpegFrame.BLOCK * JpegFrame.BLOCK;

  private final JpegFrame frame;
  private final TemporaryFile file = new TemporaryFile();
  private final long[] starts;
  private final ByteBuffer buffer;

  JpegStore(JpegFrame frame) throws IOException {
    this.frame = frame;
    starts = new long[frame.components().size() + 1];
    int most = 0;
    for (int c = 0; c < frame.components().size(); c++) {
      int row = rowBytes(c) * frame.components().get(c).down();
      starts[c + 1] = starts[c] + (long) row * frame.unitsDown();
      most = Math.max(most, row);
    }
    buffer = ByteBuffer.allocate(most);
  }

  private int rowBytes(int component) {
    return Math.multiplyExact(frame.stride(component), BLOCK_BYTES);
  }

  /** Takes in all scans, of which the first has been opened. */
  void fill(JpegHeader header, JpegScan first) throws IOException {
    short[][] blocks = frame.room();
    for (@Nullable JpegScan scan = first; scan != null; scan = header.next()) {
      for (int row = 0; row < scan.rows(); row++) {
        for (int c : scan.components()) {
          move(c, row, scan.interleaved() ? frame.components().get(c).down() : 1, blocks, true);
        }
        scan.row(blocks);
        for (int c : scan.components()) {
          move(c, row, scan.interleaved() ? frame.components().get(c).down() : 1, blocks, false);
        }
      }
    }
  }

  /** The coefficients of a row of units. */
  void read(int row, short[][] blocks) throws IOException {
    for (int c = 0; c < blocks.length; c++) {
      move(c, row, frame.components().get(c).down(), blocks, true);
    }
  }

  /** Reads or writes so many rows of blocks, the n-th of such pieces. */
  private void move(int component, int n, int rows, short[][] blocks, boolean read)
      throws IOException {
    int bytes = rowBytes(component) * rows;
    long at = starts[component] + (long) n * bytes;
    buffer.clear().limit(bytes);
    if (read) {
      file.read(buffer, at);
      buffer.asShortBuffer().get(blocks[component], 0, bytes / 2);
    } else {
      buffer.asShortBuffer().put(blocks[component], 0, bytes / 2);
      file.write(buffer, at);
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
