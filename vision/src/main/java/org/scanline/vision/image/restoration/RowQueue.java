package org.scanline.vision.image.restoration;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.scanline.backbones.stream.CarriedState;
import org.scanline.backbones.stream.Resumable;
import org.scanline.vision.image.ImageStrip;

/** Rows that wait, in their order. One thread at a time. */
final class RowQueue implements Resumable {
  private final int width;
  private final int channels;
  private final Deque<ImageStrip> strips = new ArrayDeque<>();
  private int rows;

  RowQueue(int width, int channels) {
    this.width = width;
    this.channels = channels;
  }

  void add(ImageStrip strip) {
    if (strip.width() != width || strip.channels() != channels) {
      throw new IllegalArgumentException(
          "a strip of width %d with %d channels, must be %d with %d"
              .formatted(strip.width(), strip.channels(), width, channels));
    }
    if (!strip.isEmpty()) {
      strips.add(strip);
      rows += strip.rows();
    }
  }

  int rows() {
    return rows;
  }

  @Override
  public void carry(CarriedState state) throws IOException {
    ImageStrip all = take(rows);
    float[][] planes = new float[channels][];
    for (int c = 0; c < channels; c++) {
      float[] samples = state.samples(all.plane(c));
      planes[c] = samples == null ? new float[0] : samples;
    }
    add(ImageStrip.of(width, planes));
  }

  /** Takes the first rows out; at most {@link #rows()}. */
  ImageStrip take(int wanted) {
    List<ImageStrip> taken = new ArrayList<>();
    taken.add(ImageStrip.empty(width, channels));
    int missing = wanted;
    while (missing > 0) {
      ImageStrip strip = strips.remove();
      int some = Math.min(strip.rows(), missing);
      taken.add(some == strip.rows() ? strip : strip.slice(0, some));
      if (some < strip.rows()) {
        strips.addFirst(strip.slice(some, strip.rows()));
      }
      missing -= some;
    }
    rows -= wanted;
    return taken.size() == 2 ? taken.get(1) : ImageStrip.stack(taken);
  }
}
