package org.scanline.backbones.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 of files, as 64 small hexadecimal digits. */
final class FileHash {
  static final int DIGITS = 64;

  private static final int PIECE = 1 << 18; // bytes
  private static final Pattern START = Pattern.compile("([0-9a-f]{8,64})?");

  private FileHash() {}

  /** Whether a text is empty or the beginning of a hash that is long enough to tell files apart. */
  static boolean isStart(String text) {
    return START.matcher(text).matches();
  }

  static String of(Path file, Watcher watcher) throws IOException {
    MessageDigest digest = sha256();
    long total = Files.size(file);
    String name = String.valueOf(file.getFileName());
    byte[] piece = new byte[PIECE];
    try (InputStream in = Files.newInputStream(file)) {
      long done = 0;
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        digest.update(piece, 0, read);
        done += read;
        watcher.at(Watcher.Step.CHECKING, name, done, total);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
