package org.scanline.vision.image.file;

import java.nio.ByteBuffer;

/**
 * The header of a PNG file (IHDR).
 *
 * @param width pixels in a row
 * @param height rows
 * @param depth bits of a sample
 * @param colour the standard's number of the kind of pixels
 * @param interlaced whether the pixels come in seven passes
 */
record PngHeader(int width, int height, int depth, int colour, boolean interlaced) {
  private static final int LONGEST_ROW = 1 << 28;

  static final int GRAY = 0;
  static final int COLOUR = 2;
  static final int PALETTE = 3;
  static final int GRAY_ALPHA = 4;
  static final int COLOUR_ALPHA = 6;

  static PngHeader parse(byte[] chunk) throws ImageFileException {
    if (chunk.length != 13) {
      throw new ImageFileException("damaged: its header has another length; fetch it again");
    }
    ByteBuffer b = ByteBuffer.wrap(chunk);
    PngHeader header = new PngHeader(b.getInt(), b.getInt(), b.get(), b.get(), b.get(12) == 1);
    boolean depths =
        switch (header.colour) {
          case GRAY -> header.oneOf(1, 2, 4, 8, 16);
          case PALETTE -> header.oneOf(1, 2, 4, 8);
          case COLOUR, GRAY_ALPHA, COLOUR_ALPHA -> header.oneOf(8, 16);
          default -> false;
        };
    if (!depths
        || header.width < 1
        || header.height < 1
        || b.get(10) != 0
        || b.get(11) != 0
        || b.get(12) < 0
        || b.get(12) > 1) {
      throw new ImageFileException(
          "damaged: its header says %d x %d pixels of kind %d with %d bits; fetch it again"
              .formatted(header.width, header.height, header.colour, header.depth));
    }
    if ((long) header.width * header.stored() > LONGEST_ROW) {
      throw new ImageFileException(
          "rows of %d pixels are too long; cut the image up".formatted(header.width));
    }
    return header;
  }

  private boolean oneOf(int... depths) {
    for (int each : depths) {
      if (each == depth) {
        return true;
      }
    }
    return false;
  }

  /** Samples of a pixel as stored: one for a palette. */
  int stored() {
    return switch (colour) {
      case COLOUR -> 3;
      case GRAY_ALPHA -> 2;
      case COLOUR_ALPHA -> 4;
      default -> 1;
    };
  }

  /** Bytes of a row of some pixels, without its filter. */
  long rowBytes(int pixels) {
    return ((long) pixels * stored() * depth + 7) / 8;
  }

  /** Bytes of a pixel for the filters, at least 1. */
  int step() {
    return Math.max(1, stored() * depth / 8);
  }
}
