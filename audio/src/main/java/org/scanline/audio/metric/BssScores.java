package org.scanline.audio.metric;

/** What {@link BssEval} found: for each measure, source and window a value in dB. Immutable. */
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

  private final double[][][] values;

  BssScores(double[][][] values) {
    this.values = values;
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

  /** The median over the windows that have a value; NaN when none has. */
  public double median(Measure measure, int source) {
    return Decibels.median(values[measure.ordinal()][source]);
  }
}
