package org.scanline.longimage.view;

import java.util.ArrayList;
import java.util.List;
import org.scanline.vision.image.ImageStrip;

/** Takes rectangles out of an image while its rows come from the top down. One thread at a time. */
final class CropReader {
  /**
   * A rectangle in an image.
   *
   * @param x left edge, pixels
   * @param y upper edge
   * @param width pixels
   * @param height pixels
   */
  record Box(int x, int y, int width, int height) {
    /** The same with a margin as far as the image goes. */
    Box widened(int margin, int imageWidth, int imageHeight) {
      int left = Math.max(0, x - margin);
      int top = Math.max(0, y - margin);
      return new Box(
          left,
          top,
          Math.min(imageWidth, x + width + margin) - left,
          Math.min(imageHeight, y + height + margin) - top);
    }

    /** The same place in an image enlarged by a factor. */
    Box scaled(int factor) {
      return new Box(factor * x, factor * y, factor * width, factor * height);
    }
  }

  private final List<Box> boxes;
  private final float[][][] planes;
  private int y;

  CropReader(List<Box> boxes, int channels) {
    this.boxes = boxes;
    planes = new float[boxes.size()][channels][];
    for (int i = 0; i < planes.length; i++) {
      for (int c = 0; c < channels; c++) {
        planes[i][c] = new float[boxes.get(i).width() * boxes.get(i).height()];
      }
    }
  }

  /** The next rows. */
  void push(ImageStrip strip) {
    for (int i = 0; i < planes.length; i++) {
      Box box = boxes.get(i);
      int first = Math.max(y, box.y());
      int end = Math.min(y + strip.rows(), box.y() + box.height());
      for (int row = first; row < end; row++) {
        for (int c = 0; c < planes[i].length; c++) {
          int from = (row - y) * strip.width() + box.x();
          int to = (row - box.y()) * box.width();
          System.arraycopy(strip.plane(c), from, planes[i][c], to, box.width());
        }
      }
    }
    y += strip.rows();
  }

  /** Whether all rectangles are complete. */
  boolean complete() {
    return boxes.stream().allMatch(box -> y >= box.y() + box.height());
  }

  /** What was taken out, in the order of the rectangles. */
  List<ImageStrip> crops() {
    List<ImageStrip> crops = new ArrayList<>();
    for (int i = 0; i < planes.length; i++) {
      crops.add(ImageStrip.of(boxes.get(i).width(), planes[i]));
    }
    return crops;
  }

  /** A part of a strip that holds it. */
  static ImageStrip cut(ImageStrip image, Box part) {
    CropReader one = new CropReader(List.of(part), image.channels());
    one.push(image);
    return one.crops().get(0);
  }
}
