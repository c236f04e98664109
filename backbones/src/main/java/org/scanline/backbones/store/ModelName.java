package org.scanline.backbones.store;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of models and of their files: each is one step of a path on every operating system.
 *
 * <p>Models have small letters only, so that two never differ in case alone.
 */
public final class ModelName {
  private static final Pattern MODEL = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final Pattern DEVICE = // Windows opens these in any folder, with any ending
      Pattern.compile("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");

  private ModelName() {}

  /** Whether a model may have this name. */
  public static boolean isModel(String name) {
    return MODEL.matcher(name).matches() && !isTrap(name);
  }

  /** Whether a file of a model may have this name. */
  public static boolean isFile(String name) {
    return FILE.matcher(name).matches() && !isTrap(name) && !name.endsWith(PartialFile.SUFFIX);
  }

  private static boolean isTrap(String name) {
    return name.contains("..") || name.endsWith(".") || DEVICE.matcher(name).matches();
  }

  /**
   * Demands a model's name.
   *
   * @throws StoreException for any other text, such as a path
   */
  public static String ofModel(String name) throws StoreException {
    if (!isModel(name)) {
      throw new StoreException(
          StoreException.Reason.MISSING,
          "'%s' cannot be a model's name: small letters, digits, '.', '_' and '-', at most 64"
              .formatted(shown(name)));
    }
    return name;
  }

  /** A name for the model in a file, made from the file's own; never empty. */
  public static String from(String file) {
    int dot = file.lastIndexOf('.');
    String stem = (dot > 0 ? file.substring(0, dot) : file).toLowerCase(Locale.ROOT);
    String plain =
        stem.replaceAll("[^a-z0-9._-]+", "-").replaceAll("\\.{2,}", ".").replaceAll("^[._-]+", "");
    String name = plain.substring(0, Math.min(60, plain.length())).replaceAll("[._-]+$", "");
    return isModel(name) ? name : "model-" + Integer.toHexString(file.hashCode());
  }

  private static String shown(String name) {
    String start = name.length() > 80 ? name.substring(0, 80) + "..." : name;
    return start.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
  }
}
