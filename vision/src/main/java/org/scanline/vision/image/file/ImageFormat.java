package org.scanline.vision.image.file;

/**
 * What a file says about its pixels.
 *
 * @param width pixels in a row
 * @param height rows
 * @param channels 1 gray, 2 gray and opacity, 3 colour, 4 colour and opacity; a palette is looked
 *     up, so its images have 3 or 4
 * @param samples how a sample is stored
 */
public record ImageFormat(int width, int height, int channels, Samples samples) {

  /** How a sample is stored. */
  public enum Samples {
    /** Eight bits or fewer: 0 to 255. */
    BYTE(1, 255),
    /** Sixteen bits: 0 to 65,535. */
    SHORT(2, 65_535),
    /** Single precision, white is 1. */
    FLOAT(4, 1);

    private final int bytes;
    private final int white;

    Samples(int bytes, int white) {
      this.bytes = bytes;
      this.white = white;
    }

    /** Bytes of a sample. */
    public int bytes() {
      return bytes;
    }

    /** The number that stands for white. */
    public int white() {
      return white;
    }
  }

  /** Checks the sizes. */
  public ImageFormat {
    if (width < 1 || height < 1 || channels < 1 || channels > 4) {
      throw new IllegalArgumentException(
          "width=%d and height=%d must be at least 1, channels=%d from 1 to 4"
              .formatted(width, height, channels));
    }
  }

  /** Bytes of a row. */
  public long rowBytes() {
    return (long) width * channels * samples.bytes();
  }

  /** The same pixels with rows and columns exchanged. */
  public ImageFormat transposed() {
    return new ImageFormat(height, width, channels, samples);
  }

  /** The same pixels at another size. */
  public ImageFormat scaled(int scale) {
    return new ImageFormat(
        Math.multiplyExact(width, scale), Math.multiplyExact(height, scale), channels, samples);
  }

  /** Whether there is no opacity. */
  public boolean opaque() {
    return channels % 2 != 0;
  }
}
