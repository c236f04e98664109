package org.scanline.vision.image.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;
import org.scanline.vision.image.ImageStrip;

/** Packs rows into the strips of a TIFF file, each on its own. */
final class TiffStrips implements AutoCloseable {
  private static final int STRIP_BYTES = 1 << 18;
  private static final int LEVEL = 6;

  private final ImageFormat format;
  private final WriteOptions.Packing packing;
  private final int rows;
  private final ByteBuffer raw;
  private final ByteBuffer row;
  private final Deflater deflater = new Deflater(LEVEL);
  private byte[] packed = new byte[0];

  TiffStrips(ImageFormat format, WriteOptions.Packing packing) {
    this.format = format;
    this.packing = packing;
    rows = (int) Math.max(1, Math.min(format.height(), STRIP_BYTES / format.rowBytes()));
    row = SampleRows.row(format, ByteOrder.LITTLE_ENDIAN);
    raw = ByteBuffer.allocate(Math.toIntExact(rows * format.rowBytes()));
  }

  /** Rows of a strip; the last may have fewer. */
  int rows() {
    return rows;
  }

  /** All strips. */
  int count() {
    return (format.height() + rows - 1) / rows;
  }

  /** The standard's number of the packing. */
  int compression() {
    return switch (packing) {
      case NONE -> TiffLayout.PLAIN;
      case LZW -> TiffLayout.LZW;
      case DEFLATE -> TiffLayout.DEFLATE;
    };
  }

  /** The standard's number of the prediction: none, of samples, of floats. */
  int predictor() {
    if (packing == WriteOptions.Packing.NONE) {
      return 1;
    }
    return format.samples() == ImageFormat.Samples.FLOAT ? 3 : 2;
  }

  /** More than all strips and their places take together, however badly they pack. */
  double mostBytes() {
    double each = (double) rows * format.rowBytes();
    double worst = packing == WriteOptions.Packing.LZW ? each * 1.6 + 64 : each * 1.001 + 64;
    return count() * (worst + 16);
  }

  /** Adds a row of an image to the strip. */
  void add(ImageStrip strip, int y) {
    row.clear();
    SampleRows.write(strip, y, format.samples(), row);
    if (predictor() > 1) {
      TiffPrediction.apply(row.array(), format.channels(), format.samples());
    }
    raw.put(row.array());
  }

  /** Ends the strip: its bytes in the file. */
  ByteBuffer packed() {
    raw.flip();
    ByteBuffer result =
        switch (packing) {
          case NONE -> ByteBuffer.wrap(raw.array().clone(), 0, raw.limit());
          case LZW -> ByteBuffer.wrap(new LzwPacker().pack(raw.array(), raw.limit()));
          case DEFLATE -> deflated();
        };
    raw.clear();
    return result;
  }

  private ByteBuffer deflated() {
    deflater.reset();
    deflater.setInput(raw.array(), 0, raw.limit());
    deflater.finish();
    int bytes = 0;
    while (!deflater.finished()) {
      if (bytes == packed.length) {
        packed = java.util.Arrays.copyOf(packed, Math.max(1 << 12, 2 * packed.length));
      }
      bytes += deflater.deflate(packed, bytes, packed.length - bytes);
    }
    return ByteBuffer.wrap(packed, 0, bytes);
  }

  /** Whether bytes of a file are the whole of a strip. */
  boolean whole(byte[] bytes, int strip) {
    long wanted = Math.min(rows, format.height() - (long) strip * rows) * format.rowBytes();
    try (InputStream in = unpacked(bytes)) {
      long found = 0;
      byte[] some = new byte[1 << 13];
      for (int n = in.read(some); n > 0; n = in.read(some)) {
        found += n;
      }
      return found == wanted;
    } catch (IOException e) {
      return false;
    }
  }

  private InputStream unpacked(byte[] bytes) {
    InputStream in = new ByteArrayInputStream(bytes);
    return switch (packing) {
      case NONE -> in;
      case LZW -> new LzwStream(in);
      case DEFLATE -> new InflaterInputStream(in);
    };
  }

  @Override
  public void close() {
    deflater.end();
  }
}
