package org.scanline.vision.image.metric;

import org.scanline.vision.image.ImageStrip;

/**
 * The luma on which super-resolution is compared: ITU-R BT.601 with studio range, black at 16/255
 * and white at 235/255, as MATLAB's rgb2ycbcr gives it.
 */
public final class Luma {
  private static final double BLACK = 16 / 255.0;
  private static final double[] SHARES = {65.481 / 255, 128.553 / 255, 24.966 / 255};

  private Luma() {}

  /**
   * The luma of an image, not rounded.
   *
   * @param image gray or colour; an opacity is left out
   * @return one plane
   */
  public static ImageStrip of(ImageStrip image) {
    boolean gray = image.channels() < 3;
    float[] luma = new float[image.plane(0).length];
    for (int i = 0; i < luma.length; i++) {
      double sum = BLACK;
      for (int c = 0; c < SHARES.length; c++) {
        sum += SHARES[c] * image.plane(gray ? 0 : c)[i];
      }
      luma[i] = (float) sum;
    }
    return ImageStrip.of(image.width(), luma);
  }

  /**
   * The nearest of 256 codes, as an 8-bit file holds them, of samples limited to 0..1.
   *
   * @return codes / 255
   */
  public static ImageStrip codes(ImageStrip image) {
    float[][] planes = new float[image.channels()][image.plane(0).length];
    for (int c = 0; c < planes.length; c++) {
      for (int i = 0; i < planes[c].length; i++) {
        planes[c][i] = Math.round(255 * Math.max(0, Math.min(1, image.plane(c)[i]))) / 255f;
      }
    }
    return ImageStrip.of(image.width(), planes);
  }
}
