package org.scanline.backbones.store;

import org.jspecify.annotations.Nullable;

/** Something that the store cannot do; one line says what is wrong and what to do. */
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Whose side it is on. */
  public enum Reason {
    /** There is no such model. */
    MISSING,
    /** A model is there but damaged, or is none that can be used. */
    DAMAGED,
    /** The file or server that a model was to come from does not give it. */
    SOURCE,
    /** The store's folder cannot be written, or is full. */
    FOLDER,
    /** A model of that name is there already. */
    EXISTS
  }

  private final Reason reason;

  /** Creates the exception with its one line. */
  public StoreException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** Creates the exception with its one line and what led to it. */
  public StoreException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Whose side it is on. */
  public Reason reason() {
    return reason;
  }

  /** The line; never null. */
  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? reason.name() : message;
  }
}
