package org.scanline.datasets.evaluation;

import java.util.Arrays;
import java.util.List;

/** Ways to estimate the stems of a mixture. */
public enum EvaluationMethod {
  /** The trained model. */
  MODEL("model", "model"),

  /** A quarter of the mixture for each stem: what one gets without any work. */
  MIXTURE("mixture/4", "mixture / 4"),

  /**
   * A harmonic-percussive median filter: drums are the percussive part, and vocals, bass and other
   * get a third of the harmonic part each. Source: Fitzgerald, "Harmonic/percussive separation
   * using median filtering", 2010.
   */
  HARMONIC_PERCUSSIVE("hpss", "harmonic-percussive"),

  /**
   * The ideal ratio mask, made from the true stems: about what masks of magnitudes could reach at
   * best.
   */
  IDEAL_RATIO_MASK("irm", "ideal ratio mask");

  private final String id;
  private final String label;

  EvaluationMethod(String id, String label) {
    this.id = id;
    this.label = label;
  }

  /** Short name for options, CSV and JSON. */
  public String id() {
    return id;
  }

  /** Name for the head of a table. */
  public String label() {
    return label;
  }

  /** All methods, the model first. */
  public static List<EvaluationMethod> all() {
    return List.of(values());
  }

  /**
   * Finds a method by its {@link #id()}.
   *
   * @throws IllegalArgumentException when there is none, with a line that lists them
   */
  public static EvaluationMethod parse(String id) {
    for (EvaluationMethod method : values()) {
      if (method.id.equals(id)) {
        return method;
      }
    }
    throw new IllegalArgumentException(
        "no method "
            + id
            + "; there are "
            + String.join(", ", Arrays.stream(values()).map(EvaluationMethod::id).toList()));
  }
}
