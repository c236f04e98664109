package org.scanline.jobs;

import org.jspecify.annotations.Nullable;

/** Why a job or a whole run cannot be done: one line that says what is wrong and what to do. */
public final class JobException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Failure failure;

  /**
   * @param failure whose side it is on
   * @param message one line for the user: what is wrong, and what to do
   */
  public JobException(Failure failure, String message) {
    this(failure, message, null);
  }

  /**
   * @param failure whose side it is on
   * @param message one line for the user: what is wrong, and what to do
   * @param cause the underlying error, for the log
   */
  public JobException(Failure failure, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.failure = failure;
  }

  /** Whose side the failure is on. */
  public Failure failure() {
    return failure;
  }

  /** The message; never null. */
  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? failure.name() : message;
  }
}
