package org.scanline.jobs;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of files and folders that every file system takes and that stay where they are put.
 *
 * <p>Separators, control characters and what Windows forbids become {@code _}; device names of
 * Windows get a leading {@code _}; trailing dots and spaces go; a long name is cut, with a hash of
 * the whole so that two long names stay two.
 */
public final class SafeName {
  /**
   * Longest name in bytes of UTF-8; leaves room below the usual 255 for a number and a part suffix.
   */
  static final int MAX_BYTES = 200;

  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "[\\p{Cntrl}\\p{Cs}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069/\\\\:*?\"<>|]");
  private static final Pattern DEVICE =
      Pattern.compile(
          "(?i)(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(\\..*)?");

  private SafeName() {}

  /** Makes one file or folder name of {@code text}; never empty, {@code .} or {@code ..}. */
  public static String of(String text) {
    String name = FORBIDDEN.matcher(text).replaceAll("_").strip();
    name = shorten(name);
    int end = name.length();
    while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) == ' ')) {
      end--;
    }
    name = name.substring(0, end);
    if (name.isEmpty()) {
      return "_";
    }
    return DEVICE.matcher(name).matches() ? "_" + name : name;
  }

  private static String shorten(String name) {
    if (bytes(name) <= MAX_BYTES) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    String ending = dot > 0 && name.length() - dot <= 8 ? name.substring(dot) : "";
    String hash = String.format(Locale.ROOT, "~%08x", name.hashCode());
    int room = MAX_BYTES - bytes(ending) - hash.length();
    StringBuilder kept = new StringBuilder();
    for (int code : name.codePoints().toArray()) {
      room -= bytes(Character.toString(code));
      if (room < 0) {
        break;
      }
      kept.appendCodePoint(code);
    }
    return kept + hash + ending;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
