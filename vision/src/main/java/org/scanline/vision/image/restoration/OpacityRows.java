package org.scanline.vision.image.restoration;

import java.util.ArrayList;
import java.util.List;
import org.scanline.backbones.stream.Streaming;
import org.scanline.vision.image.ImageStrip;

/**
 * A plane enlarged by a whole factor with Keys' cubic kernel (1981, a = -1/2), from its own pixels
 * only: the outermost are repeated around it. Values stay between 0 and 1; at factor 1 nothing
 * changes.
 */
final class OpacityRows implements Streaming<ImageStrip, ImageStrip> {
  private static final int TAPS = 4;
  private static final int BELOW = 2; // rows that a row may depend on

  private final int width;
  private final int scale;
  private final int[] first; // tap before the first pixel's, for each phase
  private final float[][] weights;
  private final List<float[]> rows = new ArrayList<>(); // enlarged along the row
  private int start; // number of the first kept row
  private int received;
  private int next; // row for which the next output rows are made
  private boolean ended;

  OpacityRows(int width, int scale) {
    this.width = width;
    this.scale = scale;
    first = new int[scale];
    weights = new float[scale][TAPS];
    for (int phase = 0; phase < scale; phase++) {
      double at = (phase + 0.5) / scale - 0.5;
      first[phase] = (int) Math.floor(at) - 1;
      for (int tap = 0; tap < TAPS; tap++) {
        weights[phase][tap] = (float) kernel(at - (first[phase] + tap));
      }
    }
  }

  private static double kernel(double distance) {
    double x = Math.abs(distance);
    return x <= 1
        ? 1.5 * x * x * x - 2.5 * x * x + 1
        : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
  }

  @Override
  public ImageStrip push(ImageStrip piece) {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
    if (scale == 1) {
      return piece;
    }
    for (int row = 0; row < piece.rows(); row++) {
      rows.add(widened(piece.plane(0), row * width));
    }
    received += piece.rows();
    return made(received - BELOW);
  }

  @Override
  public ImageStrip finish() {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
    ended = true;
    return scale == 1 ? ImageStrip.empty(width, 1) : made(received);
  }

  private float[] widened(float[] plane, int from) {
    float[] wide = new float[width * scale];
    for (int x = 0; x < width; x++) {
      for (int phase = 0; phase < scale; phase++) {
        float sum = 0;
        for (int tap = 0; tap < TAPS; tap++) {
          int at = Math.max(0, Math.min(width - 1, x + first[phase] + tap));
          sum += weights[phase][tap] * plane[from + at];
        }
        wide[x * scale + phase] = sum;
      }
    }
    return wide;
  }

  /** The output rows of the rows before one. */
  private ImageStrip made(int until) {
    int count = Math.max(0, until - next);
    float[] plane = new float[count * scale * width * scale];
    int to = 0;
    for (int i = 0; i < count; i++, next++) {
      for (int phase = 0; phase < scale; phase++) {
        for (int x = 0; x < width * scale; x++) {
          float sum = 0;
          for (int tap = 0; tap < TAPS; tap++) {
            int at = Math.max(0, Math.min(received - 1, next + first[phase] + tap));
            sum += weights[phase][tap] * rows.get(at - start)[x];
          }
          plane[to++] = Math.max(0, Math.min(1, sum));
        }
      }
    }
    int unneeded = Math.min(rows.size(), Math.max(0, next - BELOW - start));
    rows.subList(0, unneeded).clear();
    start += unneeded;
    return ImageStrip.of(width * scale, plane);
  }

  @Override
  public long lookahead() {
    return scale == 1 ? 0 : BELOW;
  }

  @Override
  public void close() {
    ended = true;
    rows.clear();
  }
}
