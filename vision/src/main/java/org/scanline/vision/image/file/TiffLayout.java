package org.scanline.vision.image.file;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a TIFF file keeps its pixels.
 *
 * @param width pixels in a row
 * @param height rows
 * @param samples of a pixel as stored
 * @param bits of a sample: 1, 2, 4, 8, 16 or 32
 * @param floats whether samples are floating-point numbers
 * @param photometric what the first samples mean
 * @param extra 0 for no opacity, 1 when colours are multiplied by it, 2 when not
 * @param compression the standard's number
 * @param predictor 1 none, 2 differences, 3 differences of the bytes of floats
 * @param planar whether each sample has blocks of its own
 * @param blockWidth pixels in a row of a strip or tile
 * @param blockHeight rows of a strip or tile
 * @param offsets where the blocks begin
 * @param counts bytes of the blocks
 * @param order of bytes
 * @param palette red, green, blue of the colours, 16 bits each; null for none
 */
@SuppressWarnings("ArrayRecordComponent")
record TiffLayout(
    int width,
    int height,
    int samples,
    int bits,
    boolean floats,
    int photometric,
    int extra,
    int compression,
    int predictor,
    boolean planar,
    int blockWidth,
    int blockHeight,
    long[] offsets,
    long[] counts,
    ByteOrder order,
    long @Nullable [] palette) {
  static final int WHITE_IS_ZERO = 0;
  static final int BLACK_IS_ZERO = 1;
  static final int COLOUR = 2;
  static final int PALETTE = 3;
  static final int INKS = 5;
  static final int LUMA_CHROMA = 6;

  private static final int LONGEST_ROW = 1 << 28;

  static final int PLAIN = 1;
  static final int LZW = 5;
  static final int JPEG = 7;
  static final int DEFLATE = 8;
  static final int DEFLATE_OLD = 32_946;
  static final int PACK_BITS = 32_773;

  static TiffLayout of(TiffDirectory d, long fileBytes) throws IOException {
    boolean tiled = d.has(TiffTag.TILE_OFFSETS);
    int width = size(d.number(TiffTag.WIDTH, 0));
    int height = size(d.number(TiffTag.HEIGHT, 0));
    long[] bits = d.numbers(TiffTag.BITS);
    long[] extra = d.numbers(TiffTag.EXTRA_SAMPLES);
    long rows = Math.min(height, d.number(TiffTag.ROWS_PER_STRIP, height));
    TiffLayout layout =
        new TiffLayout(
            width,
            height,
            (int) d.number(TiffTag.SAMPLES, 1),
            bits == null ? 1 : (int) bits[0],
            d.number(TiffTag.SAMPLE_FORMAT, 1) == 3,
            (int) d.number(TiffTag.PHOTOMETRIC, BLACK_IS_ZERO),
            extra == null || extra.length == 0 ? 0 : (int) extra[0],
            (int) d.number(TiffTag.COMPRESSION, PLAIN),
            (int) d.number(TiffTag.PREDICTOR, 1),
            d.number(TiffTag.PLANAR, 1) == 2,
            tiled ? size(d.number(TiffTag.TILE_WIDTH, 0)) : width,
            tiled ? size(d.number(TiffTag.TILE_HEIGHT, 0)) : size(rows),
            numbers(d, tiled ? TiffTag.TILE_OFFSETS : TiffTag.STRIP_OFFSETS),
            numbers(d, tiled ? TiffTag.TILE_BYTES : TiffTag.STRIP_BYTES),
            d.order(),
            d.numbers(TiffTag.PALETTE));
    if (bits != null && Arrays.stream(bits).anyMatch(b -> b != bits[0])
        || d.number(TiffTag.FILL_ORDER, 1) != 1) {
      throw new ImageFileException("samples of different bits; convert it to plain TIFF");
    }
    layout.demandKnown();
    layout.demandShortRows();
    layout.demandBytes(fileBytes);
    return layout;
  }

  private static int size(long value) throws ImageFileException {
    if (value < 1 || value > Integer.MAX_VALUE / 4) {
      throw TiffDirectory.damaged("a size of " + value);
    }
    return (int) value;
  }

  private static long[] numbers(TiffDirectory d, int tag) throws IOException {
    long[] numbers = d.numbers(tag);
    if (numbers == null) {
      throw new ImageFileException("damaged: its pixels are missing; fetch the file again");
    }
    return numbers;
  }

  private void demandKnown() throws ImageFileException {
    boolean kind =
        switch (photometric) {
          case WHITE_IS_ZERO, BLACK_IS_ZERO -> samples == 1 || samples == 2;
          case COLOUR -> samples == 3 || samples == 4;
          case PALETTE ->
              samples == 1 && palette != null && bits <= 8 && palette.length >= 3 << bits;
          case INKS -> samples == 4 && bits == 8;
          case LUMA_CHROMA -> samples == 3 && compression == JPEG && !planar;
          default -> false;
        };
    boolean depth =
        floats
            ? bits == 32
            : bits == 8
                || bits == 16
                || bits < 8 && samples == 1 && (bits == 1 || bits == 2 || bits == 4);
    boolean packed =
        switch (compression) {
          case PLAIN, LZW, DEFLATE, DEFLATE_OLD, PACK_BITS -> true;
          case JPEG -> bits == 8 && !floats;
          default -> false;
        };
    boolean predicted =
        predictor == 1 || predictor == 2 && bits >= 8 && !floats || predictor == 3 && floats;
    if (!kind || !depth || !packed || !predicted) {
      throw new ImageFileException(
          ("TIFF of a kind that is not read (photometric %d, %d x %d bits, compression %d,"
                  + " predictor %d); convert it to plain RGB or gray")
              .formatted(photometric, samples, bits, compression, predictor));
    }
  }

  private void demandShortRows() throws ImageFileException {
    if ((long) width * samples > LONGEST_ROW || (long) blockWidth * samples > LONGEST_ROW) {
      throw new ImageFileException(
          "rows of %d samples are too long; cut the image up".formatted((long) width * samples));
    }
  }

  /** Refuses blocks outside the file, and pixels that their bytes cannot hold. */
  private void demandBytes(long fileBytes) throws ImageFileException {
    long wanted = (long) across() * down() * (planar ? samples : 1);
    if (offsets.length < wanted || counts.length < wanted) {
      throw new ImageFileException(
          "promises %d blocks of pixels and has %d; fetch the file again"
              .formatted(wanted, offsets.length));
    }
    double sum = 0;
    for (int i = 0; i < wanted; i++) {
      if (offsets[i] < 0 || counts[i] < 0 || counts[i] > fileBytes - offsets[i]) {
        throw new ImageFileException("cut off: pixels lie beyond its end; fetch the file again");
      }
      sum += counts[i];
    }
    double most =
        switch (compression) {
          case PLAIN -> 1;
          case PACK_BITS -> 64;
          case LZW -> 2731;
          case JPEG -> 4096;
          default -> 1032;
        };
    double promised = (double) width * height * samples * bits / 8;
    if (promised > most * sum + 1) {
      throw new ImageFileException(
          "promises %d x %d pixels, which cannot be in %.0f bytes; fetch the file again"
              .formatted(width, height, sum));
    }
  }

  /** Blocks side by side. */
  int across() {
    return (width + blockWidth - 1) / blockWidth;
  }

  /** Blocks one below the other. */
  int down() {
    return (height + blockHeight - 1) / blockHeight;
  }

  /** Samples of a pixel in a block. */
  int together() {
    return planar ? 1 : samples;
  }

  /** Bytes of a row of a block. */
  int blockRowBytes() {
    return Math.toIntExact(((long) blockWidth * together() * bits + 7) / 8);
  }
}
