package org.scanline.audio.metric;

import java.util.Arrays;

/**
 * Gives each row a column of its own, so that the sum of the scores is the highest.
 *
 * <p>The Hungarian method with row and column prices, O(rows² · columns). Source: Kuhn 1955; Jonker
 * and Volgenant 1987.
 */
public final class Assignment {
  /** What a pair without a score counts: less than any ratio in dB that there is. */
  private static final double NOTHING = -1e6;

  private Assignment() {}

  /**
   * The best assignment.
   *
   * @param scores rows × columns, at least as many columns as rows; NaN counts as the worst
   * @return the column of each row
   */
  public static int[] best(double[][] scores) {
    int rows = scores.length;
    int columns = rows == 0 ? 0 : scores[0].length;
    if (columns < rows) {
      throw new IllegalArgumentException("rows=%d columns=%d".formatted(rows, columns));
    }
    double[] rowPrice = new double[rows];
    double[] columnPrice = new double[columns];
    int[] rowOf = new int[columns];
    Arrays.fill(rowOf, -1);
    for (int row = 0; row < rows; row++) {
      place(row, scores, rowPrice, columnPrice, rowOf);
    }
    int[] columnOf = new int[rows];
    for (int c = 0; c < columns; c++) {
      if (rowOf[c] >= 0) {
        columnOf[rowOf[c]] = c;
      }
    }
    return columnOf;
  }

  /** Finds the cheapest chain of exchanges that ends in a free column, and makes them. */
  private static void place(
      int first, double[][] scores, double[] rowPrice, double[] columnPrice, int[] rowOf) {
    int columns = columnPrice.length;
    double[] slack = new double[columns];
    int[] from = new int[columns];
    boolean[] seen = new boolean[columns];
    Arrays.fill(slack, Double.POSITIVE_INFINITY);
    Arrays.fill(from, -1);
    int row = first;
    int column = -1;
    while (true) {
      int next = -1;
      for (int c = 0; c < columns; c++) {
        if (!seen[c]) {
          double cost = cost(scores[row][c]) - rowPrice[row] - columnPrice[c];
          if (cost < slack[c]) {
            slack[c] = cost;
            from[c] = column;
          }
          if (next < 0 || slack[c] < slack[next]) {
            next = c;
          }
        }
      }
      double step = slack[next];
      rowPrice[first] += step;
      for (int c = 0; c < columns; c++) {
        if (seen[c]) {
          rowPrice[rowOf[c]] += step;
          columnPrice[c] -= step;
        } else {
          slack[c] -= step;
        }
      }
      seen[next] = true;
      column = next;
      if (rowOf[column] < 0) {
        break;
      }
      row = rowOf[column];
    }
    while (from[column] >= 0) {
      rowOf[column] = rowOf[from[column]];
      column = from[column];
    }
    rowOf[column] = first;
  }

  private static double cost(double score) {
    return Double.isNaN(score) ? -NOTHING : -Math.max(NOTHING, Math.min(-NOTHING, score));
  }
}
