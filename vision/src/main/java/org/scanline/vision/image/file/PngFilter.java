package org.scanline.vision.image.file;

/** The five filters of PNG, which predict a byte from those to the left and above (section 9). */
final class PngFilter {
  static final int NONE = 0;
  static final int SUB = 1;
  static final int UP = 2;
  static final int AVERAGE = 3;
  static final int PAETH = 4;

  private PngFilter() {}

  /**
   * Takes a prediction back, in place.
   *
   * @param row as stored, without the filter's number
   * @param above the row above, unfiltered; zeros above the first
   * @param step bytes of a pixel, at least 1
   */
  static void undo(int filter, byte[] row, byte[] above, int step) throws ImageFileException {
    switch (filter) {
      case NONE -> {}
      case SUB -> {
        for (int i = step; i < row.length; i++) {
          row[i] += row[i - step];
        }
      }
      case UP -> {
        for (int i = 0; i < row.length; i++) {
          row[i] += above[i];
        }
      }
      case AVERAGE -> {
        for (int i = 0; i < row.length; i++) {
          int left = i < step ? 0 : row[i - step] & 0xFF;
          row[i] += (byte) ((left + (above[i] & 0xFF)) >> 1);
        }
      }
      case PAETH -> {
        for (int i = 0; i < row.length; i++) {
          row[i] += (byte) paeth(row, above, i, step);
        }
      }
      default ->
          throw new ImageFileException(
              "damaged: a row has the unknown filter " + filter + "; fetch the file again");
    }
  }

  /** Of left, above and above left, the one nearest to left + above - above left. */
  private static int paeth(byte[] row, byte[] above, int i, int step) {
    int a = i < step ? 0 : row[i - step] & 0xFF;
    int b = above[i] & 0xFF;
    int c = i < step ? 0 : above[i - step] & 0xFF;
    int p = a + b - c;
    int pa = Math.abs(p - a);
    int pb = Math.abs(p - b);
    int pc = Math.abs(p - c);
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
  }

  /**
   * Predicts a row by the filter whose differences are smallest in sum, as the standard advises.
   *
   * @param to gets the filter's number and the differences
   * @param scratch as long as {@code to}
   */
  static void apply(byte[] row, byte[] above, int step, byte[] to, byte[] scratch) {
    long best = Long.MAX_VALUE;
    for (int filter = NONE; filter <= PAETH; filter++) {
      scratch[0] = (byte) filter;
      long sum = 0;
      for (int i = 0; i < row.length && sum < best; i++) {
        int predicted =
            switch (filter) {
              case SUB -> i < step ? 0 : row[i - step];
              case UP -> above[i];
              case AVERAGE -> ((i < step ? 0 : row[i - step] & 0xFF) + (above[i] & 0xFF)) >> 1;
              case PAETH -> paeth(row, above, i, step);
              default -> 0;
            };
        byte difference = (byte) (row[i] - predicted);
        scratch[i + 1] = difference;
        sum += Math.abs(difference);
      }
      if (sum < best) {
        best = sum;
        System.arraycopy(scratch, 0, to, 0, to.length);
      }
    }
  }
}
