package org.scanline.vision.image.file;

import java.nio.ByteOrder;

/** The predictors of TIFF: differences to the sample of the pixel before (6.0 section 14). */
final class TiffPrediction {
  private TiffPrediction() {}

  /** Takes the prediction of a row of a block back, in place. */
  static void undo(TiffLayout layout, byte[] row) {
    if (layout.predictor() == 2) {
      if (layout.bits() == 8) {
        bytes(row, layout.together());
      } else {
        shorts(row, layout.together(), layout.order());
      }
    } else if (layout.predictor() == 3) {
      floats(row, layout.together());
    }
  }

  private static void bytes(byte[] row, int step) {
    for (int i = step; i < row.length; i++) {
      row[i] += row[i - step];
    }
  }

  private static void shorts(byte[] row, int step, ByteOrder order) {
    int high = order == ByteOrder.BIG_ENDIAN ? 0 : 1;
    for (int i = 2 * step; i < row.length; i += 2) {
      int before = (row[i - 2 * step + high] & 0xFF) << 8 | row[i - 2 * step + 1 - high] & 0xFF;
      int sum = ((row[i + high] & 0xFF) << 8 | row[i + 1 - high] & 0xFF) + before;
      row[i + high] = (byte) (sum >> 8);
      row[i + 1 - high] = (byte) sum;
    }
  }

  /** All first bytes of the floats, then all second ones, ..., as differences (TechNote 3). */
  private static void floats(byte[] row, int step) {
    bytes(row, step);
    byte[] planes = row.clone();
    int count = row.length / 4;
    for (int i = 0; i < count; i++) {
      for (int b = 0; b < 4; b++) {
        row[4 * i + b] = planes[b * count + i];
      }
    }
  }

  /** Predicts a row of samples in little-endian order, in place. */
  static void apply(byte[] row, int step, ImageFormat.Samples samples) {
    switch (samples) {
      case BYTE -> differences(row, step);
      case SHORT -> {
        for (int i = row.length - 2; i >= 2 * step; i -= 2) {
          int before = (row[i - 2 * step + 1] & 0xFF) << 8 | row[i - 2 * step] & 0xFF;
          int difference = ((row[i + 1] & 0xFF) << 8 | row[i] & 0xFF) - before;
          row[i + 1] = (byte) (difference >> 8);
          row[i] = (byte) difference;
        }
      }
      case FLOAT -> {
        byte[] little = row.clone();
        int count = row.length / 4;
        for (int i = 0; i < count; i++) {
          for (int b = 0; b < 4; b++) {
            row[b * count + i] = little[4 * i + 3 - b];
          }
        }
        differences(row, step);
      }
    }
  }

  private static void differences(byte[] row, int step) {
    for (int i = row.length - 1; i >= step; i--) {
      row[i] -= row[i - step];
    }
  }
}
