package org.scanline.vision.image.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * The header of a portable any map (Netpbm).
 *
 * @param kind 1 to 7, the digit it begins with
 * @param width pixels in a row
 * @param height rows
 * @param channels of a pixel
 * @param white the number that stands for white, 1 to 65,535
 */
record PnmHeader(int kind, int width, int height, int channels, int white) {
  static final int PAM = 7;
  private static final int LONGEST = 1 << 16;

  /** Whether bytes begin such a file. */
  static boolean begins(byte[] head) {
    return head.length > 2
        && head[0] == 'P'
        && head[1] >= '1'
        && head[1] <= '7'
        && (Character.isWhitespace(head[2]) || head[2] == '#');
  }

  /** Whether samples are written as digits. */
  boolean digits() {
    return kind <= 3;
  }

  /** Whether it is a bitmap, in which 1 is black. */
  boolean bitmap() {
    return kind == 1 || kind == 4;
  }

  /** Reads to the first sample. */
  static PnmHeader read(InputStream in) throws IOException {
    in.skipNBytes(1);
    int kind = in.read() - '0';
    PnmHeader header;
    if (kind == PAM) {
      header = pam(in);
    } else {
      int width = number(token(in));
      int height = number(token(in));
      int white = kind == 1 || kind == 4 ? 1 : number(token(in));
      header = new PnmHeader(kind, width, height, kind == 3 || kind == 6 ? 3 : 1, white);
    }
    if (header.width < 1
        || header.height < 1
        || header.channels < 1
        || header.channels > 4
        || header.white < 1
        || header.white > 65_535) {
      throw new ImageFileException(
          "damaged: its header says %d x %d pixels of %d samples to %d; fetch the file again"
              .formatted(header.width, header.height, header.channels, header.white));
    }
    return header;
  }

  private static PnmHeader pam(InputStream in) throws IOException {
    int width = 0;
    int height = 0;
    int depth = 0;
    int white = 0;
    for (String name = token(in); !name.equals("ENDHDR"); name = token(in)) {
      switch (name.toUpperCase(Locale.ROOT)) {
        case "WIDTH" -> width = number(token(in));
        case "HEIGHT" -> height = number(token(in));
        case "DEPTH" -> depth = number(token(in));
        case "MAXVAL" -> white = number(token(in));
        case "TUPLTYPE" -> token(in);
        default -> throw new ImageFileException("damaged: its header cannot be; fetch it again");
      }
    }
    return new PnmHeader(PAM, width, height, depth, white);
  }

  /** The next word; the one white space behind it is read, comments are passed over. */
  static String token(InputStream in) throws IOException {
    StringBuilder word = new StringBuilder();
    for (int read = 0; read < LONGEST; read++) {
      int next = in.read();
      if (next == '#') {
        while (next >= 0 && next != '\n') {
          next = in.read();
        }
      }
      boolean space = next <= ' ';
      if (space && !word.isEmpty()) {
        return word.toString();
      }
      if (next < 0) {
        throw new ImageFileException("cut off before its end; fetch the file again");
      }
      if (!space) {
        word.append((char) next);
      }
    }
    throw new ImageFileException("damaged: a word without end; fetch the file again");
  }

  /** A number of at most nine digits; -1 for anything else. */
  static int number(String word) {
    return word.matches("\\d{1,9}") ? Integer.parseInt(word) : -1;
  }

  /** Bytes of a row. */
  long rowBytes() {
    return kind == 4 ? (width + 7L) / 8 : (long) width * channels * (white > 255 ? 2 : 1);
  }
}
