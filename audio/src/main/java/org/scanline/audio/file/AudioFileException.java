package org.scanline.audio.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/**
 * An audio file that cannot be read or written.
 *
 * <p>The message is one line: what is wrong and what to do about it. It does not repeat the file's
 * name, which the caller knows.
 */
public class AudioFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /** A message without a cause. */
  public AudioFileException(String message) {
    super(message);
  }

  /** A message with its cause. */
  public AudioFileException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Turns a failure of the operating system while writing into a line for the user. */
  static AudioFileException writing(IOException failure) {
    if (failure instanceof AudioFileException ours) {
      return ours;
    }
    String what = String.valueOf(failure.getMessage());
    String low = what.toLowerCase(Locale.ROOT);
    if (low.contains("no space") || low.contains("not enough space") || low.contains("quota")) {
      return new AudioFileException(
          "the disk is full; free some space or choose another folder", failure);
    }
    return new AudioFileException("cannot write (" + reason(failure) + ")", failure);
  }

  /** Turns a failure of the operating system while reading into a line for the user. */
  static AudioFileException reading(IOException failure) {
    return failure instanceof AudioFileException ours
        ? ours
        : new AudioFileException("cannot read (" + reason(failure) + ")", failure);
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
