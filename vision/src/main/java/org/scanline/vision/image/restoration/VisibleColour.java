package org.scanline.vision.image.restoration;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.stream.CarriedState;
import org.scanline.backbones.stream.Resumable;
import org.scanline.vision.image.ImageStrip;

/**
 * Gives pixels of no opacity the colour of the nearest that can be seen, in their row or else in
 * the rows above, or up to {@link #LOOKAHEAD} rows below: a net would mix it into its neighbours.
 *
 * <p>Takes strips with opacity and returns the colours alone. What comes out does not depend on the
 * cuts. One thread at a time.
 */
final class VisibleColour implements Resumable {
  /** Rows below a row that nobody sees in which a colour for it is looked for. */
  static final int LOOKAHEAD = 16;

  private final int width;
  private final int colours;
  private final List<float[][]> waiting = new ArrayList<>(); // rows without any colour
  private float @Nullable [][] above;

  VisibleColour(int width, int colours) {
    this.width = width;
    this.colours = colours;
  }

  /** The next rows, with opacity; what comes back has none. */
  ImageStrip push(ImageStrip strip) {
    List<float[][]> done = new ArrayList<>();
    for (int row = 0; row < strip.rows(); row++) {
      float[][] pixels = new float[colours][];
      for (int c = 0; c < colours; c++) {
        pixels[c] = Arrays.copyOfRange(strip.plane(c), row * width, (row + 1) * width);
      }
      add(pixels, filled(pixels, strip.plane(colours), row * width), done);
    }
    return stacked(done);
  }

  @Override
  public void carry(CarriedState state) throws IOException {
    int rows = state.number(waiting.size());
    boolean known = state.number(above == null ? 0 : 1) == 1;
    while (waiting.size() < rows) {
      waiting.add(new float[colours][]);
    }
    for (float[][] row : waiting) {
      carry(state, row);
    }
    if (known) {
      float[][] row = above == null ? new float[colours][] : above;
      carry(state, row);
      above = row;
    }
  }

  private static void carry(CarriedState state, float[][] row) throws IOException {
    for (int c = 0; c < row.length; c++) {
      float[] samples = state.samples(row[c]);
      row[c] = samples == null ? new float[0] : samples;
    }
  }

  /** The rows that still wait. */
  ImageStrip finish() {
    List<float[][]> done = new ArrayList<>(waiting);
    waiting.clear();
    return stacked(done);
  }

  private void add(float[][] pixels, boolean seen, List<float[][]> done) {
    if (seen) {
      for (int i = 0; i < waiting.size(); i++) {
        done.add(pixels);
      }
      waiting.clear();
      above = pixels;
      done.add(pixels);
    } else if (above != null) {
      done.add(above);
    } else {
      waiting.add(pixels);
      if (waiting.size() > LOOKAHEAD) {
        done.add(waiting.remove(0));
      }
    }
  }

  /** Fills a row from its own pixels; false when none of them is seen. */
  private boolean filled(float[][] pixels, float[] opacity, int from) {
    int before = -1;
    for (int x = 0; x < width; x++) {
      if (opacity[from + x] <= 0) {
        continue;
      }
      int middle = before < 0 ? 0 : (before + x) / 2 + 1;
      for (float[] plane : pixels) {
        if (before >= 0) {
          Arrays.fill(plane, before + 1, middle, plane[before]);
        }
        Arrays.fill(plane, middle, x, plane[x]);
      }
      before = x;
    }
    if (before >= 0) {
      for (float[] plane : pixels) {
        Arrays.fill(plane, before + 1, width, plane[before]);
      }
    }
    return before >= 0;
  }

  private ImageStrip stacked(List<float[][]> rows) {
    float[][] planes = new float[colours][rows.size() * width];
    for (int row = 0; row < rows.size(); row++) {
      for (int c = 0; c < colours; c++) {
        System.arraycopy(rows.get(row)[c], 0, planes[c], row * width, width);
      }
    }
    return ImageStrip.of(width, planes);
  }
}
