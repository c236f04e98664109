package org.scanline.datasets.evaluation;

import java.util.Arrays;

/**
 * Many windows of values that slide independently, each kept sorted. One thread at a time.
 *
 * <p>A change costs at most as many moves as the window holds values.
 */
final class RunningMedians {
  private final int capacity;
  private final float[] sorted;
  private final int[] sizes;

  /**
   * Begins with empty windows.
   *
   * @param windows how many
   * @param capacity most values that a window holds at a time
   */
  RunningMedians(int windows, int capacity) {
    this.capacity = capacity;
    sorted = new float[Math.multiplyExact(windows, capacity)];
    sizes = new int[windows];
  }

  /** Empties all windows. */
  void clear() {
    Arrays.fill(sizes, 0);
  }

  /** Puts a value into a window. */
  void insert(int window, float value) {
    int from = window * capacity;
    int size = sizes[window];
    if (size == capacity) {
      throw new IllegalStateException("window " + window + " is full");
    }
    int at = from + size;
    while (at > from && sorted[at - 1] > value) {
      sorted[at] = sorted[at - 1];
      at--;
    }
    sorted[at] = value;
    sizes[window]++;
  }

  /** Takes one copy of a value out of a window; it must be in there. */
  void remove(int window, float value) {
    int from = window * capacity;
    int size = sizes[window];
    int at = Arrays.binarySearch(sorted, from, from + size, value);
    if (at < 0) {
      throw new IllegalStateException(value + " is not in window " + window);
    }
    System.arraycopy(sorted, at + 1, sorted, at, from + size - at - 1);
    sizes[window]--;
  }

  /** The middle value of a window, the mean of both of an even number; 0 of none. */
  float median(int window) {
    int size = sizes[window];
    int middle = window * capacity + size / 2;
    if (size == 0) {
      return 0;
    }
    return size % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
