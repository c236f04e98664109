package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.attention.noncausal.ImageWindows;
import org.scanline.backbones.layer.Constants;

/**
 * Images of any size cut in square windows, as torchvision cuts them: zeros to the right and below
 * up to whole windows, and no shift along a side that is one window long.
 *
 * @param height H of the images
 * @param width W of the images
 * @param window M, pixels along each side
 * @param shift pixels by which windows move down and to the right
 */
record ShiftedWindows(int height, int width, int window, int shift) {
  private static final float APART = -100; // added to scores of pixels the shift brought together

  private int paddedHeight() {
    return (height + window - 1) / window * window;
  }

  private int paddedWidth() {
    return (width + window - 1) / window * window;
  }

  private int down() {
    return window >= paddedHeight() ? 0 : shift;
  }

  private int right() {
    return window >= paddedWidth() ? 0 : shift;
  }

  private ImageWindows windows() {
    return new ImageWindows(paddedHeight(), paddedWidth(), window, 0);
  }

  /** Cuts images (B,H,W,C) into windows (B*N,M*M,C). */
  NDArray cut(NDArray images) {
    NDArray x = padded(padded(images, 1, paddedHeight()), 2, paddedWidth());
    return windows().cut(rolled(rolled(x, 1, down()), 2, right()));
  }

  /** Joins windows (B*N,M*M,C) to images (B,H,W,C). */
  NDArray join(NDArray parts) {
    NDArray x = windows().join(parts);
    NDArray back = rolled(rolled(x, 1, paddedHeight() - down()), 2, paddedWidth() - right());
    boolean whole = paddedHeight() == height && paddedWidth() == width;
    return whole ? back : back.get(new NDIndex(":, :{}, :{}", height, width));
  }

  private static NDArray padded(NDArray x, int axis, int length) {
    long missing = length - x.getShape().get(axis);
    if (missing == 0) {
      return x;
    }
    long[] shape = x.getShape().getShape().clone();
    shape[axis] = missing;
    return x.concat(x.getManager().zeros(new Shape(shape), x.getDataType()), axis);
  }

  /** Moves everything along an axis towards its start; what leaves comes in last. */
  private static NDArray rolled(NDArray x, int axis, int by) {
    if (by == 0 || by == x.getShape().get(axis)) {
      return x;
    }
    String before = ":, ".repeat(axis);
    return x.get(new NDIndex(before + "{}:", by))
        .concat(x.get(new NDIndex(before + ":{}", by)), axis);
  }

  /** Where pairs of pixels of a window stand in a table of relative places, (M*M)^2 numbers. */
  long[] relativePlaces() {
    return windows().relativePlaces();
  }

  /** What is added to the scores of each window, (N,1,M*M,M*M), or null without a shift. */
  @Nullable NDArray mask(NDManager manager, DataType type) {
    if (down() == 0 && right() == 0) {
      return null;
    }
    int count = windows().count();
    int pixels = window * window;
    int inRow = paddedWidth() / window;
    float[] mask = new float[count * pixels * pixels];
    for (int n = 0; n < count; n++) {
      for (int i = 0; i < pixels; i++) {
        for (int j = 0; j < pixels; j++) {
          boolean together = region(n / inRow, n % inRow, i) == region(n / inRow, n % inRow, j);
          mask[(n * pixels + i) * pixels + j] = together ? 0 : APART;
        }
      }
    }
    return Constants.of(manager, mask, new Shape(count, 1, pixels, pixels), type);
  }

  /** Which part of the image a pixel of a window comes from. */
  private int region(int row, int column, int pixel) {
    int y = row * window + pixel / window;
    int x = column * window + pixel % window;
    return 3 * stretch(y, paddedHeight(), down()) + stretch(x, paddedWidth(), right());
  }

  private int stretch(int place, int size, int by) {
    return by == 0 || place < size - window ? 0 : place < size - by ? 1 : 2;
  }
}
