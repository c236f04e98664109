package org.scanline.datasets.images;

import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.resize.Interpolation;
import org.scanline.vision.image.resize.Resize;

/**
 * What is done to a picture before it counts as the truth.
 *
 * @param reduce whole factor by which it is made smaller (MATLAB's bicubic), which hides the traces
 *     of a camera and of JPEG; 1 for none
 * @param crop pixels of the middle that are kept on each side at most; 0 for all
 * @param gray whether it is made gray
 */
public record PicturePreparation(int reduce, int crop, boolean gray) {
  /** The picture as it is. */
  public static final PicturePreparation NONE = new PicturePreparation(1, 0, false);

  /** Checks the numbers. */
  public PicturePreparation {
    if (reduce < 1 || crop < 0) {
      throw new IllegalArgumentException(
          "reduce=%d must be at least 1, crop=%d at least 0".formatted(reduce, crop));
    }
  }

  /** Whether a picture keeps its pixels, so that a small one made by others still belongs to it. */
  boolean keepsPixels() {
    return reduce == 1 && crop == 0;
  }

  ImageStrip apply(ImageStrip picture) {
    ImageStrip shown = gray ? Codes.gray(picture) : picture;
    int width = shown.width() / reduce;
    int rows = shown.rows() / reduce;
    if (width < 1 || rows < 1) {
      throw new IllegalArgumentException("too small to be made smaller; leave it out");
    }
    if (reduce > 1) {
      ImageStrip whole = Codes.corner(shown, width * reduce, rows * reduce);
      shown = Resize.codes(whole, width, rows, Interpolation.MATLAB_BICUBIC);
    }
    int wide = crop == 0 ? width : Math.min(crop, width);
    int high = crop == 0 ? rows : Math.min(crop, rows);
    return Codes.part(shown, (width - wide) / 2, (rows - high) / 2, wide, high);
  }
}
