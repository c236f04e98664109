package org.scanline.vision.image.file;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a JPEG image as stored: all components at full size, three rows of units in memory.
 *
 * <p>Chroma at half the width is spread with weights 3/4 and 1/4, as other programs do it.
 */
final class JpegPlanes implements AutoCloseable {
  private static final int HELD = 3;

  private final JpegHeader header;
  private final JpegFrame frame;
  private final JpegScan scan;
  private final @Nullable JpegStore store;
  private final JpegTransform transform = new JpegTransform();
  private final short[][] blocks;
  private final byte[][][] units;
  private final JpegUpsampling upsampling;
  private int decoded;
  private int row;
  private @Nullable IOException failure;

  /** Begins before the pixels; several scans are joined at once, which reads the whole file. */
  JpegPlanes(JpegHeader header, JpegScan first) throws IOException {
    this.header = header;
    frame = header.frame();
    scan = first;
    upsampling = new JpegUpsampling(frame);
    blocks = frame.room();
    units = new byte[HELD][blocks.length][];
    for (byte[][] each : units) {
      for (int c = 0; c < blocks.length; c++) {
        each[c] = new byte[blocks[c].length];
      }
    }
    boolean several = frame.progressive() || first.components().length < frame.components().size();
    store = several ? new JpegStore(frame) : null;
    if (store != null) {
      boolean done = false;
      try {
        store.fill(header, first);
        done = true;
      } finally {
        if (!done) {
          store.close();
        }
      }
    }
  }

  /** Whether it went through a temporary file. */
  boolean stored() {
    return store != null;
  }

  private void decode() throws IOException {
    if (store != null) {
      store.read(decoded, blocks);
    } else {
      for (short[] each : blocks) {
        Arrays.fill(each, (short) 0);
      }
      scan.row(blocks);
    }
    for (int c = 0; c < blocks.length; c++) {
      int[] steps = header.steps(c);
      int stride = frame.stride(c);
      int samples = stride * JpegFrame.BLOCK;
      byte[] to = units[decoded % HELD][c];
      for (int b = 0; b < stride * frame.components().get(c).down(); b++) {
        int at = b / stride * JpegFrame.BLOCK * samples + b % stride * JpegFrame.BLOCK;
        int from = b * JpegFrame.BLOCK * JpegFrame.BLOCK;
        transform.inverse(blocks[c], from, steps, to, at, samples);
      }
    }
    decoded++;
  }

  /**
   * The next row.
   *
   * @param to of each component: as many samples as the image is wide
   */
  void next(byte[][] to) throws IOException {
    int unit = row / (JpegFrame.BLOCK * frame.mostDown());
    while (failure == null && decoded < Math.min(unit + 2, frame.unitsDown())) {
      try {
        decode();
      } catch (IOException e) {
        failure = e; // the rows before are whole
      }
    }
    if (failure != null && unit >= decoded) {
      throw failure;
    }
    for (int c = 0; c < to.length; c++) {
      upsampling.row(c, row, this::samples, to[c]);
    }
    row++;
  }

  /** A row of a component; above the first and below the last one these are repeated. */
  private JpegUpsampling.Samples samples(int component, int wanted) {
    int each = JpegFrame.BLOCK * frame.components().get(component).down();
    int last = Math.min(frame.height(component), decoded * each) - 1;
    int y = Math.max(0, Math.min(last, wanted));
    int stride = frame.stride(component) * JpegFrame.BLOCK;
    return new JpegUpsampling.Samples(units[y / each % HELD][component], y % each * stride);
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
