package org.scanline.separate.picture;

import java.util.Arrays;

/**
 * A fixed number of columns under a sound that grows: when they are full, each two become one.
 *
 * <p>A column holds what its samples sum up to: power in every row, squares, the highest magnitude.
 * Memory does not depend on the length of the sound. One thread at a time.
 */
final class Columns {
  /** Most columns held at a time; even. */
  static final int MOST = 2048;

  private final float[][] power;
  private final double[] squares = new double[MOST];
  private final float[] peak = new float[MOST];
  private final long[] samples = new long[MOST];
  private long width;
  private long length;

  /**
   * No sound yet.
   *
   * @param rows numbers of power in each column
   * @param width samples under a column at first
   */
  Columns(int rows, int width) {
    this.power = new float[MOST][rows];
    this.width = width;
  }

  /** Samples under a column; the last one may have fewer. */
  long width() {
    return width;
  }

  /** Samples added so far. */
  long length() {
    return length;
  }

  /** Number of columns that hold something. */
  int used() {
    return (int) ((length + width - 1) / width);
  }

  /** Number of rows. */
  int rows() {
    return power[0].length;
  }

  /** Whether the next sample needs a column that is not there. */
  boolean full() {
    return length == MOST * width;
  }

  /**
   * Adds the next samples, which must not reach over the end of a column.
   *
   * @param count of samples
   * @param rowPower (rows) mean power in each row
   * @param sumOfSquares of the samples, mean of the channels
   * @param highest magnitude among the samples
   */
  void add(int count, float[] rowPower, double sumOfSquares, float highest) {
    int column = Math.toIntExact(length / width);
    for (int row = 0; row < rowPower.length; row++) {
      power[column][row] += count * rowPower[row];
    }
    squares[column] += sumOfSquares;
    peak[column] = Math.max(peak[column], highest);
    samples[column] += count;
    length += count;
  }

  /** Makes one column of each two. */
  void halve() {
    for (int i = 0; i < MOST / 2; i++) {
      float[] spare = power[i];
      power[i] = power[2 * i];
      power[2 * i] = spare;
      float[] next = power[2 * i + 1];
      for (int row = 0; row < next.length; row++) {
        power[i][row] += next[row];
      }
      squares[i] = squares[2 * i] + squares[2 * i + 1];
      peak[i] = Math.max(peak[2 * i], peak[2 * i + 1]);
      samples[i] = samples[2 * i] + samples[2 * i + 1];
    }
    for (int i = MOST / 2; i < MOST; i++) {
      Arrays.fill(power[i], 0);
    }
    Arrays.fill(squares, MOST / 2, MOST, 0);
    Arrays.fill(peak, MOST / 2, MOST, 0);
    Arrays.fill(samples, MOST / 2, MOST, 0);
    width *= 2;
  }

  /** Mean power of a row in a column. */
  double power(int column, int row) {
    return power[column][row] / samples[column];
  }

  /** Mean square of a column's samples. */
  double meanSquare(int column) {
    return squares[column] / samples[column];
  }

  /** Highest magnitude in a column. */
  double peak(int column) {
    return peak[column];
  }
}
