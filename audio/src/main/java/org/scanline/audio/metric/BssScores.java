package org.scanline.audio.metric;

import java.util.List;

/**
 * What BSS Eval found: for each measure, source and window a value in dB. Immutable.
 *
 * @see BssEval
 */
public final class BssScores {
  /** The four measures of BSS Eval v4. */
  public enum Measure {
    /** Source image to distortion: everything that is wrong. */
    SDR,
    /** Source image to spatial distortion. */
    ISR,
    /** Source to interference from the other sources. */
    SIR,
    /** Sources to artefacts. */
    SAR
  }

  /** Of BSS Eval v3 for sources: the distance from the filtered source. */
  static final int SOURCE_SDR = Measure.values().length;

  /** Measures and the one of version 3, by source, by window. */
  private final double[][][] values;

  private BssScores(double[][][] values) {
    this.values = values;
  }

  /** Of windows that each hold a value by source and measure. */
  static BssScores of(int sources, List<double[][]> windows) {
    double[][][] values = new double[SOURCE_SDR + 1][sources][windows.size()];
    for (int w = 0; w < windows.size(); w++) {
      for (int j = 0; j < sources; j++) {
        for (int m = 0; m < values.length; m++) {
          values[m][j][w] = windows.get(w)[j][m];
        }
      }
    }
    return new BssScores(values);
  }

  /** Number of sources. */
  public int sources() {
    return values[0].length;
  }

  /** Number of windows. */
  public int windows() {
    return values[0][0].length;
  }

  /**
   * One value in dB; NaN where a reference or an estimate is silent throughout the window.
   *
   * @param source in the order of the references
   */
  public double value(Measure measure, int source, int window) {
    return values[measure.ordinal()][source][window];
  }

  /** The values of all windows, in dB. */
  public double[] values(Measure measure, int source) {
    return values[measure.ordinal()][source].clone();
  }

  /** The median over the windows that have a value; NaN when none has. */
  public double median(Measure measure, int source) {
    return Decibels.median(values[measure.ordinal()][source]);
  }

  /** The SDR of BSS Eval v3 for sources: any filter of 512 taps on the source is forgiven. */
  public double sourceSdr(int source, int window) {
    return values[SOURCE_SDR][source][window];
  }
}
