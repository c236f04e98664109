package org.scanline.datasets.evaluation;

import java.io.IOException;

/** Songs that cannot be evaluated; one line says which file, what is wrong and what to do. */
public final class EvaluationException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with its one line. */
  public EvaluationException(String message) {
    super(message);
  }

  /** Creates the exception with its one line and what led to it. */
  public EvaluationException(String message, Throwable cause) {
    super(message, cause);
  }
}
