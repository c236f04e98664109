package org.scanline.datasets.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.scanline.backbones.stream.Streaming;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.restoration.ImageRestorer;

/**
 * Measures what cutting a picture into tiles does to it, beside pushing it strip by strip.
 *
 * <p>Tiles are restored each from nothing, with some pixels of their neighbours around them that
 * are thrown away afterwards, as programs do whose nets need the whole picture. Immutable and
 * thread-safe.
 */
public final class ImageSeams {
  private final ImageRestorer restorer;
  private final double sigma;
  private final ImageStrip picture;
  private final ImageStrip whole;

  /**
   * Restores a picture as a whole.
   *
   * @param picture all of its rows
   * @param sigma of its noise in 8-bit levels, for nets that denoise; else 0
   */
  public ImageSeams(ImageRestorer restorer, ImageStrip picture, double sigma) {
    this.restorer = restorer;
    this.sigma = sigma;
    this.picture = picture;
    whole = restored(picture, picture.rows());
  }

  /**
   * Strips as high as a tile, one after the other through the same stream.
   *
   * @param tile side of a tile; strips of so many rows are pushed
   */
  public ImageSeam streamed(int tile) {
    return new SeamSums(whole, restored(picture, tile), tile * restorer.scale())
        .seam("streamed, strips of %d rows".formatted(tile), 1);
  }

  /**
   * Tiles with some pixels around them.
   *
   * @param tile side of a tile, at least 1
   * @param overlap pixels around it
   */
  public ImageSeam tiled(int tile, int overlap) {
    if (tile < 1 || overlap < 0) {
      throw new IllegalArgumentException(
          "tile=%d must be at least 1 and overlap=%d at least 0".formatted(tile, overlap));
    }
    int scale = restorer.scale();
    float[][] planes = new float[whole.channels()][whole.plane(0).length];
    long computed = 0;
    for (int top = 0; top < picture.rows(); top += tile) {
      for (int left = 0; left < picture.width(); left += tile) {
        int firstRow = Math.max(0, top - overlap);
        int firstColumn = Math.max(0, left - overlap);
        ImageStrip in =
            part(
                picture.slice(firstRow, Math.min(picture.rows(), top + tile + overlap)),
                firstColumn,
                Math.min(picture.width(), left + tile + overlap));
        computed += (long) in.rows() * in.width();
        int rows = Math.min(tile, picture.rows() - top) * scale;
        int columns = Math.min(tile, picture.width() - left) * scale;
        int skipped = (left - firstColumn) * scale;
        ImageStrip out = restored(in, in.rows());
        int above = (top - firstRow) * scale;
        put(part(out.slice(above, above + rows), skipped, skipped + columns), planes, top, left);
      }
    }
    double work = computed / ((double) picture.rows() * picture.width());
    return new SeamSums(whole, ImageStrip.of(whole.width(), planes), tile * scale)
        .seam("tiles of %d, overlap %d".formatted(tile, overlap), work);
  }

  private ImageStrip restored(ImageStrip in, int strip) {
    List<ImageStrip> made = new ArrayList<>();
    try (Streaming<ImageStrip, ImageStrip> stream =
        restorer.open(in.width(), in.rows(), in.channels(), sigma)) {
      for (int row = 0; row < in.rows(); row += strip) {
        made.add(stream.push(in.slice(row, Math.min(in.rows(), row + strip))));
      }
      made.add(stream.finish());
    }
    return ImageStrip.stack(made);
  }

  private static ImageStrip part(ImageStrip strip, int from, int to) {
    float[][] planes = new float[strip.channels()][strip.rows() * (to - from)];
    for (int c = 0; c < planes.length; c++) {
      for (int row = 0; row < strip.rows(); row++) {
        int at = row * strip.width() + from;
        System.arraycopy(strip.plane(c), at, planes[c], row * (to - from), to - from);
      }
    }
    return ImageStrip.of(to - from, planes);
  }

  private void put(ImageStrip tile, float[][] planes, int top, int left) {
    int scale = restorer.scale();
    for (int c = 0; c < planes.length; c++) {
      for (int row = 0; row < tile.rows(); row++) {
        int to = (top * scale + row) * whole.width() + left * scale;
        System.arraycopy(tile.plane(c), row * tile.width(), planes[c], to, tile.width());
      }
    }
  }
}
