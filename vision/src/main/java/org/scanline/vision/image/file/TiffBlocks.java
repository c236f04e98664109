package org.scanline.vision.image.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * One row of strips or tiles of a TIFF file, side by side, and one for each sample when these are
 * apart: unpacked row by row, so that even a strip as high as the image is never held whole.
 */
final class TiffBlocks implements AutoCloseable {
  private final TiffLayout layout;
  private final InputStream[] streams;
  private final byte[][] rows;
  private final List<Inflater> inflaters = new ArrayList<>();
  private final List<JpegBlock> jpegs = new ArrayList<>();

  TiffBlocks(FileChannel file, TiffLayout layout, byte @Nullable [] tables, int down)
      throws IOException {
    this.layout = layout;
    int planes = layout.planar() ? layout.samples() : 1;
    streams = new InputStream[planes * layout.across()];
    rows = new byte[streams.length][layout.blockRowBytes()];
    int perPlane = layout.across() * layout.down();
    for (int plane = 0; plane < planes; plane++) {
      for (int x = 0; x < layout.across(); x++) {
        int block = plane * perPlane + down * layout.across() + x;
        InputStream packed = new FileBytes(file, layout.offsets()[block], layout.counts()[block]);
        streams[plane * layout.across() + x] = unpacked(packed, tables);
      }
    }
  }

  private InputStream unpacked(InputStream packed, byte @Nullable [] tables) throws IOException {
    return switch (layout.compression()) {
      case TiffLayout.LZW -> new LzwStream(packed);
      case TiffLayout.PACK_BITS -> new PackBitsStream(packed);
      case TiffLayout.DEFLATE, TiffLayout.DEFLATE_OLD -> {
        Inflater inflater = new Inflater();
        inflaters.add(inflater);
        yield new InflaterInputStream(packed, inflater);
      }
      case TiffLayout.JPEG -> {
        JpegBlock block = new JpegBlock(packed, tables, layout);
        jpegs.add(block);
        yield block;
      }
      default -> packed;
    };
  }

  /** Unpacks the next row of all blocks: the samples of each pixel side by side. */
  void next(double[] samples) throws IOException {
    for (int s = 0; s < streams.length; s++) {
      try {
        if (streams[s].readNBytes(rows[s], 0, rows[s].length) < rows[s].length) {
          throw new ImageFileException("holds fewer rows than it promises; fetch the file again");
        }
      } catch (ZipException e) {
        throw new ImageFileException("damaged: its pixels do not inflate; fetch it again", e);
      }
      spread(rows[s], s, samples);
    }
  }

  private void spread(byte[] row, int stream, double[] samples) {
    TiffPrediction.undo(layout, row);
    int plane = stream / layout.across();
    int first = stream % layout.across() * layout.blockWidth();
    int pixels = Math.min(layout.blockWidth(), layout.width() - first);
    int together = layout.together();
    for (int x = 0; x < pixels; x++) {
      for (int c = 0; c < together; c++) {
        samples[(first + x) * layout.samples() + plane + c] = sample(row, x * together + c);
      }
    }
  }

  private double sample(byte[] row, int i) {
    return switch (layout.bits()) {
      case 8 -> row[i] & 0xFF;
      case 16 -> whole(row, 2 * i, 2);
      case 32 -> Float.intBitsToFloat((int) whole(row, 4 * i, 4));
      default -> {
        int each = 8 / layout.bits();
        int shift = 8 - layout.bits() * (i % each + 1);
        yield row[i / each] >> shift & (1 << layout.bits()) - 1;
      }
    };
  }

  private long whole(byte[] row, int at, int bytes) {
    // floats that were predicted have been put in big-endian order, as the standard wants
    boolean big = layout.order() == ByteOrder.BIG_ENDIAN || layout.predictor() == 3;
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | row[at + (big ? i : bytes - 1 - i)] & 0xFF;
    }
    return value;
  }

  @Override
  public void close() {
    inflaters.forEach(Inflater::end);
    jpegs.forEach(JpegBlock::close);
  }
}
