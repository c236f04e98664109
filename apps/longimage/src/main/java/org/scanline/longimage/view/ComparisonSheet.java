package org.scanline.longimage.view;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import org.scanline.jobs.Lettering;

/** Draws crops side by side, each pixel as a square, so that a person can judge. */
final class ComparisonSheet {
  private static final int SHOWN = 384;
  private static final int GAP = 14;
  private static final int TOP = 104;
  private static final int CAPTION = 26;
  private static final int SIDE = 28;

  private static final Color BACKGROUND = new Color(0x10121a);
  private static final Color TEXT = new Color(0xe9e7ef);
  private static final Color DIM = new Color(0x9a97a8);

  /** One crop of one image. */
  static final class Crop {
    private final int[] pixels;
    private final int width;

    /**
     * Wraps pixels.
     *
     * @param pixels rows × width packed numbers 0xRRGGBB
     * @param width pixels in a row
     */
    Crop(int[] pixels, int width) {
      this.pixels = pixels;
      this.width = width;
    }

    int width() {
      return width;
    }

    int rows() {
      return pixels.length / width;
    }

    int pixel(int x, int y) {
      return pixels[y * width + x];
    }
  }

  /**
   * One place in all images.
   *
   * @param caption says where it is
   * @param crops one for each column, of the same shape at whatever size
   */
  record Row(String caption, List<Crop> crops) {}

  private ComparisonSheet() {}

  /** Draws everything: RGB. */
  static BufferedImage draw(
      String title, List<String> columns, List<Row> rows, Lettering lettering) {
    int width = 2 * SIDE + columns.size() * (SHOWN + GAP) - GAP;
    int height = TOP + SIDE - GAP;
    for (Row row : rows) {
      height += height(row) + CAPTION + GAP;
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.setColor(BACKGROUND);
      g.fillRect(0, 0, width, height);
      String name = lettering.fitted(g, title, 22, width - 2 * SIDE);
      lettering.write(g, name, SIDE, 44, 0, 22, TEXT);
      for (int i = 0; i < columns.size(); i++) {
        String heading = lettering.fitted(g, columns.get(i), 15, SHOWN);
        lettering.write(g, heading, left(i), TOP - 14, 0, 15, TEXT);
      }
      int y = TOP;
      for (Row row : rows) {
        for (int i = 0; i < row.crops().size(); i++) {
          paint(image, row.crops().get(i), left(i), y, height(row));
        }
        y += height(row);
        lettering.write(g, row.caption(), SIDE, y + 18, 0, 13, DIM);
        y += CAPTION + GAP;
      }
    } finally {
      g.dispose();
    }
    return image;
  }

  private static int left(int column) {
    return SIDE + column * (SHOWN + GAP);
  }

  /** The last column has the most pixels; it is enlarged by a whole number. */
  private static int height(Row row) {
    Crop result = row.crops().get(row.crops().size() - 1);
    return Math.max(1, SHOWN / Math.max(result.width(), result.rows())) * result.rows();
  }

  /** Squares instead of pixels, nothing between them. */
  private static void paint(BufferedImage image, Crop crop, int left, int top, int height) {
    int zoom = height / crop.rows();
    for (int y = 0; y < zoom * crop.rows(); y++) {
      for (int x = 0; x < zoom * crop.width(); x++) {
        image.setRGB(left + x, top + y, crop.pixel(x / zoom, y / zoom));
      }
    }
  }
}
