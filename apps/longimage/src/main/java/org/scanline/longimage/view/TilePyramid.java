package org.scanline.longimage.view;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an image into square tiles at full size, half size and so on until one tile holds all of it,
 * while its rows come from the top down.
 *
 * <p>It keeps one row of tiles of each size: memory grows with the width and not with the height.
 * One thread at a time.
 */
final class TilePyramid {
  /** Takes finished tiles. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes a tile.
     *
     * @param level 0 is full size, 1 half, 2 a quarter
     * @param column from the left, counted from 0
     * @param row from the top
     * @param pixels rows × width packed numbers 0xRRGGBB; valid during the call
     * @param width at most the size of a tile; less at the right edge
     */
    void tile(int level, int column, int row, int[] pixels, int width) throws IOException;
  }

  private final int width;
  private final int level;
  private final int tile;
  private final Sink sink;
  private final int[] band;
  private final @Nullable TilePyramid half;
  private int[] waiting = {};
  private int filled;
  private int row;

  /**
   * A pyramid of an image.
   *
   * @param tile width and height of a tile
   */
  TilePyramid(int width, int height, int tile, Sink sink) {
    this(width, height, tile, sink, 0);
  }

  private TilePyramid(int width, int height, int tile, Sink sink, int level) {
    this.width = width;
    this.level = level;
    this.tile = tile;
    this.sink = sink;
    band = new int[Math.multiplyExact(width, Math.min(tile, height))];
    half =
        width <= tile && height <= tile
            ? null
            : new TilePyramid((width + 1) / 2, (height + 1) / 2, tile, sink, level + 1);
  }

  /** Sizes of an image of that size. */
  static int levels(int width, int height, int tile) {
    int levels = 1;
    for (int side = Math.max(width, height); side > tile; side = (side + 1) / 2) {
      levels++;
    }
    return levels;
  }

  /** The next rows: rows × width packed numbers. */
  void push(int[] pixels) throws IOException {
    for (int from = 0; from < pixels.length; from += width) {
      System.arraycopy(pixels, from, band, filled * width, width);
      filled++;
      if (half != null) {
        pair(half, Arrays.copyOfRange(pixels, from, from + width));
      }
      if (filled == tile) {
        cut();
      }
    }
  }

  /** The image has ended. */
  void finish() throws IOException {
    if (filled > 0) {
      cut();
    }
    if (half != null) {
      if (waiting.length > 0) {
        half.push(mean(waiting, waiting));
      }
      half.finish();
    }
  }

  private void pair(TilePyramid half, int[] pixels) throws IOException {
    if (waiting.length == 0) {
      waiting = pixels;
    } else {
      int[] above = waiting;
      waiting = new int[0];
      half.push(mean(above, pixels));
    }
  }

  /** The means of four pixels each. */
  private int[] mean(int[] above, int[] below) {
    int[] mean = new int[(width + 1) / 2];
    for (int x = 0; x < mean.length; x++) {
      int left = 2 * x;
      int right = Math.min(width - 1, left + 1);
      int pixel = 0;
      for (int shift = 16; shift >= 0; shift -= 8) {
        int sum =
            (above[left] >> shift & 0xFF)
                + (above[right] >> shift & 0xFF)
                + (below[left] >> shift & 0xFF)
                + (below[right] >> shift & 0xFF);
        pixel = pixel << 8 | (sum + 2) >> 2;
      }
      mean[x] = pixel;
    }
    return mean;
  }

  private void cut() throws IOException {
    for (int column = 0; column * tile < width; column++) {
      int wide = Math.min(tile, width - column * tile);
      int[] pixels = new int[filled * wide];
      for (int y = 0; y < filled; y++) {
        System.arraycopy(band, y * width + column * tile, pixels, y * wide, wide);
      }
      sink.tile(level, column, row, pixels, wide);
    }
    row++;
    filled = 0;
  }
}
