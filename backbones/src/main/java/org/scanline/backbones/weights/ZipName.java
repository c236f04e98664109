package org.scanline.backbones.weights;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Names of zip entries that mean the same to everybody: relative, downwards, plain text. */
final class ZipName {
  private static final int LONGEST = 512; // bytes
  private static final Pattern TRICK =
      Pattern.compile(
          "^/|^[A-Za-z]:|//|(^|/)\\.{1,2}(/|$)|[\\\\\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private ZipName() {}

  /**
   * Decodes and checks a name.
   *
   * @throws IllegalArgumentException with the reason, quoting the name where that is safe
   */
  static String checked(ByteBuffer bytes) {
    if (!bytes.hasRemaining() || bytes.remaining() > LONGEST) {
      throw new IllegalArgumentException("a name of " + bytes.remaining() + " bytes");
    }
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a name that is not UTF-8", e);
    }
    if (TRICK.matcher(name).find()) {
      throw new IllegalArgumentException("the name '" + name + "' is a path that leads elsewhere");
    }
    return name;
  }
}
