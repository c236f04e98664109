package org.scanline.vision.image;

import java.util.Arrays;
import java.util.List;

/**
 * Some rows of an image: planar float samples, 0 is black and 1 is white (or full opacity).
 *
 * <p>Shape: channels × rows × width; it may have no rows. Immutable by convention: nobody writes
 * into a plane once a strip holds it, so strips may be shared between threads.
 */
public final class ImageStrip {
  private final int width;
  private final int rows;
  private final float[][] planes;

  private ImageStrip(int width, int rows, float[][] planes) {
    this.width = width;
    this.rows = rows;
    this.planes = planes;
  }

  /**
   * Wraps planes without copying them.
   *
   * @param width pixels in a row
   * @param planes at least one; row after row, all of the same length
   * @throws IllegalArgumentException when the lengths differ or are no multiple of the width
   */
  public static ImageStrip of(int width, float[]... planes) {
    if (width < 1 || planes.length == 0) {
      throw new IllegalArgumentException(
          "width=%d and planes=%d must be at least 1".formatted(width, planes.length));
    }
    for (float[] plane : planes) {
      if (plane.length != planes[0].length || plane.length % width != 0) {
        throw new IllegalArgumentException(
            "a plane of %d samples does not fit rows of %d".formatted(plane.length, width));
      }
    }
    return new ImageStrip(width, planes[0].length / width, planes.clone());
  }

  /** A strip without rows. */
  public static ImageStrip empty(int width, int channels) {
    return of(width, new float[channels][0]);
  }

  /** Pixels in a row. */
  public int width() {
    return width;
  }

  /** Rows, maybe 0. */
  public int rows() {
    return rows;
  }

  /** Planes: 1 gray, 2 gray and opacity, 3 colour, 4 colour and opacity. */
  public int channels() {
    return planes.length;
  }

  /** Whether there are no rows. */
  public boolean isEmpty() {
    return rows == 0;
  }

  /** The samples of a channel, row after row; not to be written into. */
  public float[] plane(int channel) {
    return planes[channel];
  }

  /** Rows from..to; from may equal to. */
  public ImageStrip slice(int from, int to) {
    float[][] part = new float[planes.length][];
    for (int c = 0; c < part.length; c++) {
      part[c] = Arrays.copyOfRange(planes[c], from * width, to * width);
    }
    return new ImageStrip(width, to - from, part);
  }

  /**
   * Puts strips one below the other.
   *
   * @param strips at least one, of the same width and channels
   */
  public static ImageStrip stack(List<ImageStrip> strips) {
    ImageStrip first = strips.get(0);
    int rows = 0;
    for (ImageStrip strip : strips) {
      if (strip.width != first.width || strip.channels() != first.channels()) {
        throw new IllegalArgumentException("strips differ in width or channels");
      }
      rows = Math.addExact(rows, strip.rows);
    }
    float[][] planes = new float[first.channels()][Math.multiplyExact(rows, first.width)];
    int at = 0;
    for (ImageStrip strip : strips) {
      for (int c = 0; c < planes.length; c++) {
        System.arraycopy(strip.planes[c], 0, planes[c], at, strip.planes[c].length);
      }
      at += strip.rows * strip.width;
    }
    return new ImageStrip(first.width, rows, planes);
  }
}
