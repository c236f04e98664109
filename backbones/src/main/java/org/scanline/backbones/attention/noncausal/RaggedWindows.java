package org.scanline.backbones.attention.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.scanline.backbones.layer.Constants;

/**
 * Tokens sorted into windows of any size, empty ones included.
 *
 * <p>Tokens of a window are laid out in rows of a fixed number of places, so that sums over windows
 * become plain sums over places; a window of many rows is summed by levels. Cost linear in tokens
 * plus windows, whatever their sizes. Immutable and thread-safe.
 */
public final class RaggedWindows {
  private static final int PLACES = 16; // tokens in a row
  private static final int FAN = 8; // rows summed into one

  private final int tokens;
  private final int windows;
  private final long[] places; // token in each place of each row, or tokens for an empty place
  private final long[] placeOf; // place of each token
  private final long[] windowOfRow;
  private final List<long[]> levels; // rows summed into each row of the next level

  /**
   * Lays tokens out.
   *
   * @param windowOf the window of each token, in any order
   * @param windows how many there are
   * @throws IllegalArgumentException when a token's window is not below windows
   */
  public RaggedWindows(long[] windowOf, int windows) {
    tokens = windowOf.length;
    this.windows = windows;
    int[] counts = new int[windows];
    for (int token = 0; token < tokens; token++) {
      if (windowOf[token] < 0 || windowOf[token] >= windows) {
        throw new IllegalArgumentException(
            "token %d is in window %d of %d".formatted(token, windowOf[token], windows));
      }
      counts[(int) windowOf[token]]++;
    }
    int[] rows = Arrays.stream(counts).map(count -> rows(count, PLACES)).toArray();
    int[] first = starts(rows);
    places = new long[first[windows] * PLACES];
    Arrays.fill(places, tokens);
    placeOf = new long[tokens];
    windowOfRow = new long[first[windows]];
    for (int w = 0; w < windows; w++) {
      Arrays.fill(windowOfRow, first[w], first[w + 1], w);
    }
    int[] filled = new int[windows];
    for (int token = 0; token < tokens; token++) {
      int w = (int) windowOf[token];
      int place = first[w] * PLACES + filled[w]++;
      places[place] = token;
      placeOf[token] = place;
    }
    levels = levels(rows);
  }

  /** Windows of tokens whose windows are numbered without gaps: as many as the largest demands. */
  public static RaggedWindows of(long... windowOf) {
    return new RaggedWindows(windowOf, (int) Arrays.stream(windowOf).max().orElse(-1) + 1);
  }

  private static int rows(int count, int size) {
    return Math.max(1, (count + size - 1) / size);
  }

  /** Running sums, from 0. */
  private static int[] starts(int[] counts) {
    int[] starts = new int[counts.length + 1];
    for (int i = 0; i < counts.length; i++) {
      starts[i + 1] = starts[i] + counts[i];
    }
    return starts;
  }

  private static List<long[]> levels(int[] rows) {
    List<long[]> levels = new ArrayList<>();
    int[] now = rows;
    while (Arrays.stream(now).anyMatch(count -> count > 1)) {
      int[] next = Arrays.stream(now).map(count -> rows(count, FAN)).toArray();
      int[] from = starts(now);
      int[] to = starts(next);
      long[] summed = new long[to[next.length] * FAN];
      Arrays.fill(summed, from[now.length]); // the row of zeros
      for (int w = 0; w < now.length; w++) {
        for (int i = 0; i < now[w]; i++) {
          summed[to[w] * FAN + i] = from[w] + i;
        }
      }
      levels.add(summed);
      now = next;
    }
    return levels;
  }

  /** N, how many tokens there are. */
  public int tokens() {
    return tokens;
  }

  /** How many windows there are, empty ones included. */
  public int windows() {
    return windows;
  }

  /** Tokens (N,...) into rows of places (R,16,...), zeros in places without a token. */
  NDArray spread(NDArray array) {
    NDArray picked = withZero(array).get(Constants.indices(array.getManager(), places));
    return picked.reshape(rows(array.getShape(), windowOfRow.length, PLACES));
  }

  /** Rows of places (R,16,...) back to tokens (N,...). */
  NDArray collect(NDArray rows) {
    Shape shape = rows.getShape();
    NDArray flat = rows.reshape(new Shape(shape.get(0) * shape.get(1)).addAll(shape.slice(2)));
    return flat.get(Constants.indices(rows.getManager(), placeOf));
  }

  /** Sums of each window (W,...) of what its rows (R,...) hold. */
  NDArray sum(NDArray rows) {
    NDArray sums = rows;
    for (long[] level : levels) {
      NDArray picked = withZero(sums).get(Constants.indices(sums.getManager(), level));
      sums = picked.reshape(rows(sums.getShape(), level.length / FAN, FAN)).sum(new int[] {1});
    }
    return sums;
  }

  /** What each window holds (W,...) for each of its rows (R,...). */
  NDArray repeat(NDArray perWindow) {
    return perWindow.get(Constants.indices(perWindow.getManager(), windowOfRow));
  }

  private static Shape rows(Shape flat, int rows, int each) {
    return new Shape(rows, each).addAll(flat.slice(1));
  }

  private static NDArray withZero(NDArray array) {
    NDManager manager = array.getManager();
    Shape row = new Shape(1).addAll(array.getShape().slice(1));
    return array.concat(manager.zeros(row, array.getDataType()), 0);
  }
}
