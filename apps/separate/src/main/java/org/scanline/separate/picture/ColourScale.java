package org.scanline.separate.picture;

/**
 * Colours from dark to light for levels from 0 to 1.
 *
 * <p>The lightness rises evenly with the level, so that the scale reads the same without any sense
 * of colour; the hue turns from blue over magenta to yellow, which stays apart for red-green
 * blindness too. Made in OKLab (Björn Ottosson, "A perceptual color space for image processing",
 * 2020). Immutable.
 */
final class ColourScale {
  private static final int STEPS = 144;
  private static final double DARKEST = 0.155;
  private static final double LIGHTEST = 0.975;

  /** Level, chroma, hue in degrees. */
  private static final double[][] STOPS = {
    {0.00, 0.030, 275},
    {0.25, 0.130, 285},
    {0.50, 0.185, 335},
    {0.75, 0.165, 408},
    {1.00, 0.065, 465},
  };

  private final int[] colours = new int[STEPS];

  /** Computes the scale. */
  ColourScale() {
    for (int i = 0; i < STEPS; i++) {
      colours[i] = at((double) i / (STEPS - 1));
    }
  }

  /** The colour 0xRRGGBB of a level; levels outside 0 to 1 are moved to its ends. */
  int of(double level) {
    double place = Math.max(0, Math.min(1, level)) * (STEPS - 1);
    return colours[(int) Math.round(place)];
  }

  private static int at(double level) {
    int i = 0;
    while (i < STOPS.length - 2 && level > STOPS[i + 1][0]) {
      i++;
    }
    double[] a = STOPS[i];
    double[] b = STOPS[i + 1];
    double part = (level - a[0]) / (b[0] - a[0]);
    double chroma = a[1] + part * (b[1] - a[1]);
    double hue = Math.toRadians(a[2] + part * (b[2] - a[2]));
    double lightness = DARKEST + level * (LIGHTEST - DARKEST);
    return fromOklab(lightness, chroma * Math.cos(hue), chroma * Math.sin(hue));
  }

  /** A colour 0xRRGGBB of sRGB; what lies outside is moved to its border. */
  static int fromOklab(double lightness, double a, double b) {
    double l = cubed(lightness + 0.3963377774 * a + 0.2158037573 * b);
    double m = cubed(lightness - 0.1055613458 * a - 0.0638541728 * b);
    double s = cubed(lightness - 0.0894841775 * a - 1.2914855480 * b);
    int red = encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
    int green = encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
    int blue = encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
    return red << 16 | green << 8 | blue;
  }

  private static double cubed(double x) {
    return x * x * x;
  }

  /** Linear light to a byte of sRGB (IEC 61966-2-1). */
  private static int encoded(double light) {
    double v = light <= 0.0031308 ? 12.92 * light : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * Math.max(0, Math.min(1, v)));
  }
}
