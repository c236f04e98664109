package org.scanline.backbones.model;

/**
 * A model that is missing, damaged or cannot run here; one line says what is wrong and what to do.
 */
public final class ModelException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with its one line. */
  public ModelException(String message) {
    super(message);
  }

  /** Creates the exception with its one line and what led to it. */
  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
