package org.scanline.backbones.golden;

/**
 * How far single precision may stray, from the rounding that a faithful port showed on a case.
 *
 * @param outputs for outputs and states
 * @param gradients for gradients
 */
public record Tolerances(double outputs, double gradients) {
  private static final System.Logger LOG = System.getLogger(Tolerances.class.getName());

  /** Twenty times the rounding of the reference in single precision, within fixed bounds. */
  public static Tolerances of(double outputError, double gradientError) {
    return new Tolerances(
        Math.min(2e-3, Math.max(20 * outputError, 5e-6)),
        Math.min(2e-3, Math.max(20 * gradientError, 2e-5)));
  }

  static void note(String what, double error, double tolerance) {
    LOG.log(
        System.Logger.Level.DEBUG,
        () -> "%-60s %.1e of %.1e allowed".formatted(what, error, tolerance));
  }
}
