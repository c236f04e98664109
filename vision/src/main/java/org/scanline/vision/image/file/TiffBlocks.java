package org.scanline.vision.image.file;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * One row of strips or tiles of a TIFF file, side by side, and one for each sample when these are
 * apart: unpacked row by row, so that even a strip as high as the image is never held whole (but
 * JPEG is unpacked a block at a time).
 */
final class TiffBlocks implements AutoCloseable {
  private final TiffLayout layout;
  private final InputStream[] streams;
  private final byte[][] rows;
  private final java.util.List<Inflater> inflaters = new java.util.ArrayList<>();

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
      case TiffLayout.JPEG -> jpeg(packed.readAllBytes(), tables);
      default -> packed;
    };
  }

  /** The samples of a JPEG block as stored; the tables that all blocks share go before it. */
  private InputStream jpeg(byte[] block, byte @Nullable [] tables) throws IOException {
    byte[] whole = block;
    if (tables != null && tables.length > 4 && block.length > 2) {
      whole = new byte[tables.length - 2 + block.length - 2]; // without end mark and begin mark
      System.arraycopy(tables, 0, whole, 0, tables.length - 2);
      System.arraycopy(block, 2, whole, tables.length - 2, block.length - 2);
    }
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(whole))) {
      reader.setInput(in, true, true);
      Raster raster = reader.readRaster(0, null);
      int height = Math.min(raster.getHeight(), layout.blockHeight());
      int width = layout.blockWidth();
      if (raster.getNumBands() != layout.samples() || raster.getWidth() < width) {
        throw TiffDirectory.damaged("a JPEG block");
      }
      int[] samples = raster.getPixels(0, 0, width, height, (int[]) null);
      byte[] bytes = new byte[samples.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) samples[i];
      }
      return new ByteArrayInputStream(bytes);
    } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
      throw new ImageFileException("damaged: a JPEG block does not decode; fetch it again", e);
    } finally {
      reader.dispose();
    }
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
  }
}
