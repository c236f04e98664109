package org.scanline.backbones.weights;

/** A weight file that is damaged or does not fit the net; the message names the place. */
public final class WeightsException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 200; // characters; names in a hostile file can be megabytes

  /** Creates the exception with one line that says what is wrong and where. */
  public WeightsException(String message) {
    super(message);
  }

  /** Creates the exception with one line and what brought it to light. */
  public WeightsException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Creates the exception for a place in a file.
   *
   * @param file the file's name
   * @param place byte offset, entry or tensor; may quote the file
   * @param reason what is wrong there; may quote the file
   */
  static WeightsException at(String file, String place, String reason) {
    return new WeightsException(oneLine(file) + ": " + oneLine(place) + ": " + oneLine(reason));
  }

  /** Shortens a text in its middle and replaces what would break or disguise a line. */
  private static String oneLine(String text) {
    int half = LONGEST / 2;
    String shown =
        text.length() > LONGEST
            ? text.substring(0, half) + "..." + text.substring(text.length() - half)
            : text;
    return shown.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
  }
}
