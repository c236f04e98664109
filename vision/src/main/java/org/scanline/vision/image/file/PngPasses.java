package org.scanline.vision.image.file;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of an interlaced PNG file (Adam7, section 8.2): its seven passes go into a temporary
 * file, from which the rows are put together.
 */
final class PngPasses implements AutoCloseable {
  private static final int[] FIRST_ROW = {0, 0, 4, 0, 2, 0, 1};
  private static final int[] ROW_STEP = {8, 8, 8, 4, 4, 2, 2};
  private static final int[] FIRST_COLUMN = {0, 4, 0, 2, 0, 1, 0};
  private static final int[] COLUMN_STEP = {8, 8, 4, 4, 2, 2, 1};

  private final PngHeader header;
  private final TemporaryFile file = new TemporaryFile();
  private final List<DataInputStream> passes = new ArrayList<>();
  private int row;

  PngPasses(PngRows rows, PngHeader header) throws IOException {
    this.header = header;
    boolean done = false;
    try {
      open(store(rows));
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  private int columns(int pass) {
    return Math.max(
        0, (header.width() - FIRST_COLUMN[pass] + COLUMN_STEP[pass] - 1) / COLUMN_STEP[pass]);
  }

  private int rows(int pass) {
    return columns(pass) == 0
        ? 0
        : Math.max(0, (header.height() - FIRST_ROW[pass] + ROW_STEP[pass] - 1) / ROW_STEP[pass]);
  }

  /** Writes all passes one behind the other; where each begins, in bytes. */
  private long[] store(PngRows rows) throws IOException {
    long[] starts = new long[FIRST_ROW.length];
    char[] samples = new char[header.width() * header.stored()];
    long at = 0;
    DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(file.channel()), 1 << 16));
    for (int pass = 0; pass < starts.length; pass++) {
      starts[pass] = at;
      int columns = columns(pass);
      rows.begin(columns);
      for (int y = 0; y < rows(pass); y++) {
        rows.next(samples, columns);
        for (int i = 0; i < columns * header.stored(); i++) {
          out.writeChar(samples[i]);
        }
      }
      at += 2L * rows(pass) * columns * header.stored();
    }
    out.flush(); // closing it would close the file, which goes away then
    return starts;
  }

  private void open(long[] starts) throws IOException {
    long end = file.channel().size();
    for (long start : starts) {
      passes.add(new DataInputStream(new FileBytes(file.channel(), start, end - start)));
    }
  }

  /** Puts the next row together. */
  void next(char[] samples) throws IOException {
    int each = header.stored();
    for (int pass = 0; pass < passes.size(); pass++) {
      if (row % ROW_STEP[pass] == FIRST_ROW[pass]) {
        for (int i = 0; i < columns(pass); i++) {
          int x = FIRST_COLUMN[pass] + i * COLUMN_STEP[pass];
          for (int c = 0; c < each; c++) {
            samples[x * each + c] = passes.get(pass).readChar();
          }
        }
      }
    }
    row++;
  }

  @Override
  public void close() {
    file.close();
  }
}
