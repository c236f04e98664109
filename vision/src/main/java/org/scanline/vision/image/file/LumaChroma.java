package org.scanline.vision.image.file;

/**
 * Luma and two chromas as JFIF has them (BT.601, full range) in 16-bit fractions, rounded as other
 * programs round.
 */
final class LumaChroma {
  private static final int BITS = 16;
  private static final int HALF = 1 << BITS - 1;
  private static final int MIDDLE = 128;

  private LumaChroma() {}

  private static int fixed(double value) {
    return (int) Math.round(value * (1 << BITS));
  }

  private static final int RED = fixed(1.402);
  private static final int GREEN_BLUE = fixed(0.34414);
  private static final int GREEN_RED = fixed(0.71414);
  private static final int BLUE = fixed(1.772);

  private static byte cut(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }

  /** Turns a pixel of three planes into red, green and blue, in place. */
  static void toColour(byte[][] planes, int x) {
    int luma = planes[0][x] & 0xFF;
    int blue = (planes[1][x] & 0xFF) - MIDDLE;
    int red = (planes[2][x] & 0xFF) - MIDDLE;
    planes[0][x] = cut(luma + (RED * red + HALF >> BITS));
    planes[1][x] = cut(luma + (HALF - GREEN_BLUE * blue - GREEN_RED * red >> BITS));
    planes[2][x] = cut(luma + (BLUE * blue + HALF >> BITS));
  }

  private static final int[][] FROM = {
    {fixed(0.299), fixed(0.587), fixed(0.114)},
    {-fixed(0.168735892), -fixed(0.331264108), fixed(0.5)},
    {fixed(0.5), -fixed(0.418687589), -fixed(0.081312411)}
  };

  /** Luma (0) or a chroma (1, 2) of red, green and blue codes. */
  static int of(int part, int red, int green, int blue) {
    int[] weights = FROM[part];
    int sum = weights[0] * red + weights[1] * green + weights[2] * blue;
    // a chroma of exactly half a step more than the largest is cut off
    return Math.min(255, (sum + HALF >> BITS) + (part == 0 ? 0 : MIDDLE));
  }
}
