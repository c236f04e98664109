package org.scanline.backbones.golden;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How far single precision may stray, from the rounding that a faithful port showed on a case.
 *
 * @param outputs for outputs and states
 * @param gradients for gradients
 */
public record Tolerances(double outputs, double gradients) {
  private static final Map<String, double[]> ROUNDING = rounding();

  /** Large arguments of sine and exponential: the reference itself is no better. */
  private static final Map<String, Tolerances> FIXED =
      Map.of("retention_xpos", new Tolerances(2e-4, 2e-4), "s4d", new Tolerances(2e-4, 2e-4));

  /** Twenty times the rounding of the reference in single precision, within fixed bounds. */
  public static Tolerances of(double outputError, double gradientError) {
    return new Tolerances(
        Math.min(2e-3, Math.max(20 * outputError, 5e-6)),
        Math.min(2e-3, Math.max(20 * gradientError, 2e-5)));
  }

  /** The bounds for a case of an operator; cases other than small have those of medium. */
  static Tolerances of(String operator, String name) {
    if (FIXED.containsKey(operator)) {
      return FIXED.get(operator);
    }
    double[] rounding = ROUNDING.get(operator);
    if (rounding == null) {
      throw new IllegalArgumentException("rounding.csv does not list " + operator);
    }
    int column = name.equals("small") ? 0 : 1;
    if (operator.equals("block_soft")) { // the reference's own gradients in F32 were wrong
      return new Tolerances(of(rounding[column], 0).outputs(), 2e-5);
    }
    return of(rounding[column], rounding[2 + column]);
  }

  private static Map<String, double[]> rounding() {
    try (InputStream in = Tolerances.class.getResourceAsStream("/golden/backbones/rounding.csv")) {
      if (in == null) {
        throw new IllegalStateException("rounding.csv is missing");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .skip(1)
          .map(line -> line.split(",", -1))
          .collect(Collectors.toMap(row -> row[0], Tolerances::numbers));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double[] numbers(String[] row) {
    double[] numbers = new double[4];
    for (int i = 0; i < 4; i++) {
      numbers[i] = Double.parseDouble(row[i + 1]);
    }
    return numbers;
  }
}
