package org.scanline.vision.image.file;

/**
 * Components of fewer samples at full size. At half the width, the height, or both, a sample is 3/4
 * of the nearest and 1/4 of the next one in that direction; else it is the nearest.
 */
final class JpegUpsampling {
  private final JpegFrame frame;
  private final int[] sums;

  /**
   * Where a row of samples begins.
   *
   * @param row holds it
   * @param at its first sample
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Samples(byte[] row, int at) {
    int get(int x) {
      return row[at + x] & 0xFF;
    }
  }

  /** The rows of components. */
  interface Source {
    Samples row(int component, int y);
  }

  JpegUpsampling(JpegFrame frame) {
    this.frame = frame;
    sums = new int[frame.width()];
  }

  /** A row of the image of one component. */
  void row(int component, int y, Source source, byte[] to) {
    JpegFrame.Component c = frame.components().get(component);
    int across = frame.mostAcross();
    int down = frame.mostDown();
    boolean half = across == 2 * c.across() && frame.width(component) > 2;
    if (half && down == c.down()) {
      Samples row = source.row(component, y);
      int count = frame.width(component);
      for (int i = 0; i < count; i++) {
        sums[i] = row.get(i);
      }
      spread(count, 1, 2, 2, to);
    } else if (half && down == 2 * c.down()) {
      Samples row = source.row(component, y / 2);
      Samples next = source.row(component, y % 2 == 0 ? y / 2 - 1 : y / 2 + 1);
      int count = frame.width(component);
      for (int i = 0; i < count; i++) {
        sums[i] = 3 * row.get(i) + next.get(i);
      }
      spread(count, 8, 7, 4, to);
    } else if (across == c.across() && down == 2 * c.down()) {
      Samples row = source.row(component, y / 2);
      Samples next = source.row(component, y % 2 == 0 ? y / 2 - 1 : y / 2 + 1);
      for (int x = 0; x < to.length; x++) {
        to[x] = (byte) (3 * row.get(x) + next.get(x) + 1 + y % 2 >> 2);
      }
    } else {
      Samples row = source.row(component, y * c.down() / down);
      for (int x = 0; x < to.length; x++) {
        to[x] = (byte) row.get((int) ((long) x * c.across() / across));
      }
    }
  }

  /**
   * Twice as many samples; left and right ones are rounded differently, so that none is favoured.
   */
  private void spread(int count, int left, int right, int bits, byte[] to) {
    int edge = bits == 2 ? 0 : 8;
    for (int x = 0; x < to.length; x++) {
      int i = x / 2;
      int sum;
      if (x == 0) {
        sum = 4 * sums[0] + edge;
      } else if (x == 2 * count - 1) {
        sum = 4 * sums[i] + (bits == 2 ? 0 : right);
      } else {
        sum = 3 * sums[i] + (x % 2 == 0 ? sums[i - 1] + left : sums[i + 1] + right);
      }
      to[x] = (byte) (sum >> bits);
    }
  }
}
