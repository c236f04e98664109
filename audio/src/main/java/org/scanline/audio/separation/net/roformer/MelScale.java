package org.scanline.audio.separation.net.roformer;

/**
 * Slaney's mel scale (Auditory Toolbox, 1998), linear to 1 kHz and logarithmic above, and the
 * triangles that librosa's {@code filters.mel} draws on it, in the same arithmetic: whether a
 * triangle is above zero at a bin decides over a net's shapes.
 */
final class MelScale {
  private static final double LINEAR_STEP = 200.0 / 3; // Hz for each mel
  private static final double CORNER = 1000; // Hz
  private static final double CORNER_MEL = CORNER / LINEAR_STEP;
  private static final double LOG_STEP = Math.log(6.4) / 27;

  private MelScale() {}

  static double mel(double hertz) {
    return hertz >= CORNER ? CORNER_MEL + Math.log(hertz / CORNER) / LOG_STEP : hertz / LINEAR_STEP;
  }

  static double hertz(double mel) {
    return mel >= CORNER_MEL ? CORNER * Math.exp(LOG_STEP * (mel - CORNER_MEL)) : LINEAR_STEP * mel;
  }

  /** The corners of that many triangles from 0 to a highest frequency: two more than triangles. */
  static double[] edges(double highest, int triangles) {
    double[] edges = new double[triangles + 2];
    double top = mel(highest);
    double step = top / (triangles + 1);
    for (int i = 0; i < edges.length; i++) {
      edges[i] = hertz(i == triangles + 1 ? top : i * step);
    }
    return edges;
  }

  /** Height of a triangle at a frequency, in single precision as librosa keeps it. */
  static float weight(double hertz, double[] edges, int triangle) {
    double rise = (hertz - edges[triangle]) / (edges[triangle + 1] - edges[triangle]);
    double fall = (edges[triangle + 2] - hertz) / (edges[triangle + 2] - edges[triangle + 1]);
    float height = (float) Math.max(0, Math.min(rise, fall));
    return (float) (height * (2 / (edges[triangle + 2] - edges[triangle])));
  }
}
