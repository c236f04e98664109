package org.scanline.vision.image.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/**
 * An image file that cannot be read or written.
 *
 * <p>The message is one line: what is wrong and what to do about it. It does not repeat the file's
 * name, which the caller knows.
 */
public class ImageFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /** A message without a cause. */
  public ImageFileException(String message) {
    super(message);
  }

  /** A message with its cause. */
  public ImageFileException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Turns a failure of the operating system while reading into a line for the user. */
  static ImageFileException reading(IOException failure) {
    return failure instanceof ImageFileException ours
        ? ours
        : new ImageFileException("cannot read (" + reason(failure) + ")", failure);
  }

  /** Turns a failure of the operating system while writing into a line for the user. */
  static ImageFileException writing(IOException failure) {
    return failure instanceof ImageFileException ours
        ? ours
        : new ImageFileException("cannot write (" + reason(failure) + ")", failure);
  }

  private static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied; check who may access the file";
    }
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder; check the path";
    }
    return String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
  }
}
