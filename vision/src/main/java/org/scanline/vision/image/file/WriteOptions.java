package org.scanline.vision.image.file;

/**
 * How an image is packed.
 *
 * @param quality of JPEG and WebP, 1 to 100; JPEG keeps all chroma from 90 on, WebP is lossless at
 *     100
 * @param packing of TIFF
 * @param big whether TIFF is BigTIFF even where it stays below 4 GB
 */
public record WriteOptions(int quality, Packing packing, boolean big) {
  /** How strips of TIFF are packed; all but plain ones are predicted from the pixel before. */
  public enum Packing {
    /** As they are. */
    NONE,
    /** Lempel, Ziv, Welch: read by everything. */
    LZW,
    /** Deflate: smallest. */
    DEFLATE
  }

  /** Quality 95, Deflate, BigTIFF where it is needed. */
  public static final WriteOptions DEFAULT = new WriteOptions(95, Packing.DEFLATE, false);

  /** Checks the quality. */
  public WriteOptions {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("quality=" + quality + " must be from 1 to 100");
    }
  }

  /** The same with another quality. */
  public WriteOptions withQuality(int other) {
    return new WriteOptions(other, packing, big);
  }
}
