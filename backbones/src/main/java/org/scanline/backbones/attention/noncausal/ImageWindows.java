package org.scanline.backbones.attention.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Constants;

/**
 * An image cut in square windows, after a shift that wraps around its borders (Liu et al., 2021,
 * Swin).
 *
 * @param height H, a multiple of the window
 * @param width W, a multiple of the window
 * @param window M, pixels along each side
 * @param shift pixels by which rows and columns move up and left first; 0 for none, below M
 */
public record ImageWindows(int height, int width, int window, int shift) {
  private static final float APART = -100; // added to scores of pixels the shift brought together

  /** Checks that the sizes fit together. */
  public ImageWindows {
    if (window < 1
        || height < 1
        || width < 1
        || height % window != 0
        || width % window != 0
        || shift < 0
        || shift >= window) {
      throw new IllegalArgumentException(
          "height=%d and width=%d must be multiples of window=%d, shift=%d below it"
              .formatted(height, width, window, shift));
    }
  }

  /** N, windows in an image. */
  public int count() {
    return height / window * (width / window);
  }

  /** Cuts images (B,H,W,C) into windows (B*N,M*M,C). */
  public NDArray cut(NDArray images) {
    Shape s = images.getShape();
    NDArray shifted = roll(roll(images, 1, shift), 2, shift);
    return shifted
        .reshape(s.get(0), height / window, window, width / window, window, s.get(3))
        .transpose(0, 1, 3, 2, 4, 5)
        .reshape(s.get(0) * count(), (long) window * window, s.get(3));
  }

  /** Joins windows (B*N,M*M,C) to images (B,H,W,C). */
  public NDArray join(NDArray windows) {
    Shape s = windows.getShape();
    NDArray shifted =
        windows
            .reshape(s.get(0) / count(), height / window, width / window, window, window, s.get(2))
            .transpose(0, 1, 3, 2, 4, 5)
            .reshape(s.get(0) / count(), height, width, s.get(2));
    return roll(roll(shifted, 1, height - shift), 2, width - shift);
  }

  /** Moves everything along an axis by some places towards its start, what leaves comes in last. */
  private static NDArray roll(NDArray x, int axis, int by) {
    if (by == 0 || by == x.getShape().get(axis)) {
      return x;
    }
    String before = ":, ".repeat(axis);
    return x.get(new NDIndex(before + "{}:", by))
        .concat(x.get(new NDIndex(before + ":{}", by)), axis);
  }

  /** Where pairs of pixels of a window stand in a table of relative places, (M*M)^2 numbers. */
  public long[] relativePlaces() {
    int pixels = window * window;
    int side = 2 * window - 1;
    long[] places = new long[pixels * pixels];
    for (int i = 0; i < pixels; i++) {
      for (int j = 0; j < pixels; j++) {
        int down = i / window - j / window + window - 1;
        int right = i % window - j % window + window - 1;
        places[i * pixels + j] = (long) down * side + right;
      }
    }
    return places;
  }

  /** What is added to the scores of each window, (N,M*M,M*M), or null without a shift. */
  public @Nullable NDArray mask(NDManager manager, DataType type) {
    if (shift == 0) {
      return null;
    }
    int pixels = window * window;
    float[] mask = new float[count() * pixels * pixels];
    for (int n = 0; n < count(); n++) {
      int top = n / (width / window) * window;
      int left = n % (width / window) * window;
      for (int i = 0; i < pixels; i++) {
        for (int j = 0; j < pixels; j++) {
          boolean together =
              region(top + i / window, height) == region(top + j / window, height)
                  && region(left + i % window, width) == region(left + j % window, width);
          mask[(n * pixels + i) * pixels + j] = together ? 0 : APART;
        }
      }
    }
    return Constants.of(manager, mask, new Shape(count(), pixels, pixels), type);
  }

  /** Which of three stretches of a shifted side a place is in. */
  private int region(int place, int size) {
    return place < size - window ? 0 : place < size - shift ? 1 : 2;
  }
}
