package org.scanline.vision.image.resize;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.scanline.backbones.stream.CarriedState;
import org.scanline.backbones.stream.Resumable;
import org.scanline.backbones.stream.Streaming;
import org.scanline.vision.image.ImageStrip;

/**
 * An image enlarged by a whole factor, strip by strip from the top, with the same bits as {@link
 * Resize#floats} gives for the whole image and for any cut.
 *
 * <p>It keeps a handful of rows: memory grows with the width and not with the height. One thread at
 * a time.
 */
public final class EnlargingStream implements Streaming<ImageStrip, ImageStrip>, Resumable {
  private final int width;
  private final int channels;
  private final int factor;
  private final RowTaps across;
  private final AxisTaps down;

  /** Rows [channel] that are enlarged across, from {@link #top} on. */
  private final List<float[][]> known = new ArrayList<>();

  private int top;
  private int seen;
  private int given;
  private boolean ended;

  /**
   * Starts above an image.
   *
   * @param width pixels in a row of the input
   * @param factor 1 or more, pixels of the output for each of the input in both directions
   * @throws IllegalArgumentException when a number is below 1, or for areas, which only shrink
   */
  public EnlargingStream(int width, int channels, int factor, Interpolation by) {
    if (width < 1 || channels < 1 || factor < 1) {
      throw new IllegalArgumentException(
          "width=%d, channels=%d and factor=%d must be at least 1"
              .formatted(width, channels, factor));
    }
    this.width = width;
    this.channels = channels;
    this.factor = factor;
    across = new RowTaps(by, width, Math.multiplyExact(width, factor));
    down = new AxisTaps(by, 1.0 / factor);
  }

  @Override
  public ImageStrip push(ImageStrip piece) {
    requireOpen();
    if (piece.width() != width || piece.channels() != channels) {
      throw new IllegalArgumentException(
          "a strip of width %d with %d channels, must be %d with %d"
              .formatted(piece.width(), piece.channels(), width, channels));
    }
    for (int y = 0; y < piece.rows(); y++) {
      float[][] row = new float[channels][width * factor];
      for (int c = 0; c < channels; c++) {
        across.apply(piece.plane(c), y * width, row[c], 0);
      }
      known.add(row);
    }
    seen += piece.rows();
    int ready = given;
    while (down.first(ready) + down.count() <= seen) {
      ready++;
    }
    return rows(ready, Integer.MAX_VALUE / 2);
  }

  @Override
  public ImageStrip finish() {
    requireOpen();
    ended = true;
    ImageStrip rest = rows(Math.multiplyExact(seen, factor), seen);
    known.clear();
    return rest;
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
  }

  /** Output rows up to one, of an image of that height. */
  private ImageStrip rows(int to, int height) {
    int wide = width * factor;
    float[][] planes = new float[channels][(to - given) * wide];
    for (int y = given; y < to; y++) {
      double[] weights = down.weights(y, height);
      for (int k = 0; k < weights.length; k++) {
        float[][] row = known.get(down.source(down.first(y) + k, height) - top);
        for (int c = 0; c < channels; c++) {
          Resize.add((float) weights[k], row[c], 0, planes[c], (y - given) * wide, wide);
        }
      }
    }
    given = to;
    forget(down.first(given));
    return ImageStrip.of(wide, planes);
  }

  /** Rows above one are not asked for again, not even by the mirror at the lower edge. */
  private void forget(int before) {
    int some = Math.max(0, Math.min(before, seen) - top);
    known.subList(0, some).clear();
    top += some;
  }

  @Override
  public void carry(CarriedState state) throws IOException {
    top = state.number(top);
    seen = state.number(seen);
    given = state.number(given);
    int rows = state.number(known.size());
    while (known.size() < rows) {
      known.add(new float[channels][0]);
    }
    known.subList(rows, known.size()).clear();
    for (float[][] row : known) {
      for (int c = 0; c < channels; c++) {
        float[] samples = state.samples(row[c]);
        row[c] = samples == null ? new float[0] : samples;
      }
    }
  }

  @Override
  public long lookahead() {
    return 2;
  }

  @Override
  public void close() {
    ended = true;
    known.clear();
  }
}
