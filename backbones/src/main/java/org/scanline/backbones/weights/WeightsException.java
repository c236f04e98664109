package org.scanline.backbones.weights;

/** A weight file that is damaged or does not fit the net; the message names the place. */
public final class WeightsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with one line that says what is wrong and where. */
  public WeightsException(String message) {
    super(message);
  }

  /** Creates the exception with one line and what brought it to light. */
  public WeightsException(String message, Throwable cause) {
    super(message, cause);
  }
}
