package org.scanline.vision.image.metric;

import org.scanline.vision.image.ImageStrip;

/**
 * Structural similarity, 1 for equal images (Wang, Bovik, Sheikh and Simoncelli, "Image quality
 * assessment: from error visibility to structural similarity", 2004, eq. 13), and over several
 * scales (Wang, Simoncelli and Bovik, 2003).
 *
 * <p>Samples have a peak of 1. Only windows that lie wholly inside are counted. Immutable and
 * thread-safe.
 */
public final class StructuralSimilarity {
  private static final double C1 = 0.01 * 0.01;
  private static final double C2 = 0.03 * 0.03;
  private static final double[] SCALES = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

  private final double[] weights;
  private final double correction;

  /** Similarity over that window. */
  public StructuralSimilarity(SimilarityWindow window) {
    weights = window.weights();
    correction = window.correction();
  }

  /**
   * The mean over all windows and planes.
   *
   * @param border rows and columns left out on all sides
   * @throws IllegalArgumentException when the shapes differ or no window fits
   */
  public double of(ImageStrip reference, ImageStrip image, int border) {
    Pairs.requireAlike(reference, image, weights.length + 2 * border);
    double sum = 0;
    for (int c = 0; c < reference.channels(); c++) {
      Plane one = Plane.of(reference, c, border);
      sum += compare(one, Plane.of(image, c, border)).whole();
    }
    return sum / reference.channels();
  }

  /** Of the {@link Luma}. */
  public double ofLuma(ImageStrip reference, ImageStrip image, int border) {
    return of(Luma.of(reference), Luma.of(image), border);
  }

  /**
   * Over five scales, each half as large as the one before: contrast and structure of all of them
   * and luminance of the smallest, each with the exponent of the paper; the mean over the planes.
   *
   * @throws IllegalArgumentException when the shapes differ or no window fits the smallest scale
   */
  public double ofScales(ImageStrip reference, ImageStrip image) {
    int halvings = SCALES.length - 1;
    Pairs.requireAlike(reference, image, (weights.length - 1) * (1 << halvings) + 1);
    double sum = 0;
    for (int c = 0; c < reference.channels(); c++) {
      Plane one = Plane.of(reference, c, 0);
      Plane other = Plane.of(image, c, 0);
      double product = 1;
      for (int s = 0; s < halvings; s++) {
        product *= Math.pow(Math.max(0, compare(one, other).structure()), SCALES[s]);
        one = one.halved();
        other = other.halved();
      }
      sum += product * Math.pow(Math.max(0, compare(one, other).whole()), SCALES[halvings]);
    }
    return sum / reference.channels();
  }

  /** Means over the windows: of the similarity, and of its part without the luminance. */
  private record Similarity(double whole, double structure) {}

  private Similarity compare(Plane x, Plane y) {
    Plane meanX = x.filtered(weights);
    Plane meanY = y.filtered(weights);
    Plane squareX = x.times(x).filtered(weights);
    Plane squareY = y.times(y).filtered(weights);
    Plane product = x.times(y).filtered(weights);
    double whole = 0;
    double structure = 0;
    int count = meanX.samples().length;
    for (int i = 0; i < count; i++) {
      double mx = meanX.samples()[i];
      double my = meanY.samples()[i];
      double variances =
          correction * (squareX.samples()[i] - mx * mx + squareY.samples()[i] - my * my);
      double covariance = correction * (product.samples()[i] - mx * my);
      double s = (2 * covariance + C2) / (variances + C2);
      structure += s;
      whole += s * (2 * mx * my + C1) / (mx * mx + my * my + C1);
    }
    return new Similarity(whole / count, structure / count);
  }
}
