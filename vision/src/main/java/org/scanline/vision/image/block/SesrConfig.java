package org.scanline.vision.image.block;

/**
 * Sizes of a {@link Sesr}.
 *
 * @param features f, channels between the blocks
 * @param inner channels inside a block while it learns
 * @param blocks m, 3x3 convolutions
 * @param scale of the image, 2 or 4
 */
public record SesrConfig(int features, int inner, int blocks, int scale) {
  /** Checks the sizes. */
  public SesrConfig {
    if (features < 1 || inner < 1 || blocks < 1) {
      throw new IllegalArgumentException(
          "features=%d, inner=%d and blocks=%d must all be at least 1"
              .formatted(features, inner, blocks));
    }
    if (scale != 2 && scale != 4) {
      throw new IllegalArgumentException("scale=" + scale + " must be 2 or 4");
    }
  }

  /** SESR-M5. */
  public static SesrConfig m5(int scale) {
    return new SesrConfig(16, 256, 5, scale);
  }

  /** SESR-M11. */
  public static SesrConfig m11(int scale) {
    return new SesrConfig(16, 64, 11, scale);
  }

  /** SESR-XL. */
  public static SesrConfig xl(int scale) {
    return new SesrConfig(32, 64, 11, scale);
  }
}
