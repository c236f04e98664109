package org.scanline.vision.image.file;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a JPEG stream, and the bits between its markers (ITU T.81, F.2.2.5). */
final class JpegInput {
  private static final int BUFFER = 1 << 14;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int limit;
  private long bits;
  private int held;
  private int marker;

  JpegInput(InputStream in) {
    this.in = in;
  }

  static ImageFileException cut() {
    return new ImageFileException("cut off before its end; fetch the file again");
  }

  static ImageFileException damaged(String what) {
    return new ImageFileException("damaged: " + what + "; fetch the file again");
  }

  private int raw() throws IOException {
    if (at == limit) {
      limit = in.read(buffer, 0, BUFFER);
      at = 0;
      if (limit <= 0) {
        limit = 0;
        return -1;
      }
    }
    return buffer[at++] & 0xFF;
  }

  /** The next byte of a segment. */
  int unsigned() throws IOException {
    int next = raw();
    if (next < 0) {
      throw cut();
    }
    return next;
  }

  /** The next two bytes of a segment. */
  int pair() throws IOException {
    return unsigned() << 8 | unsigned();
  }

  /** The next marker: whatever lies before it is passed over. */
  int marker() throws IOException {
    held = 0;
    if (marker != 0) {
      int found = marker;
      marker = 0;
      return found;
    }
    while (true) {
      while (unsigned() != 0xFF) {
        // filling, or what is left of a scan
      }
      int next = unsigned();
      while (next == 0xFF) {
        next = unsigned();
      }
      if (next != 0) {
        return next;
      }
    }
  }

  private void fill() throws IOException {
    while (held <= 48 && marker == 0) {
      int next = raw();
      if (next == 0xFF) {
        int after = raw();
        while (after == 0xFF) {
          after = raw();
        }
        if (after != 0) {
          marker = after < 0 ? -1 : after;
          return;
        }
      } else if (next < 0) {
        marker = -1;
        return;
      }
      bits = bits << 8 | next;
      held += 8;
    }
  }

  /** The next 1 to 16 bits without going on; zeros where there are none. */
  int peek(int count) throws IOException {
    if (held < count) {
      fill();
    }
    long shifted = held >= count ? bits >>> held - count : bits << count - held;
    return (int) shifted & (1 << count) - 1;
  }

  /** Goes on by some bits that were looked at. */
  void skip(int count) throws IOException {
    if (count > held) {
      throw marker < 0 ? cut() : damaged("its pixels end too early");
    }
    held -= count;
    if (held == 0) {
      bits = 0;
    }
  }

  /** The next 0 to 16 bits. */
  int bits(int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    int value = peek(count);
    skip(count);
    return value;
  }

  /** A number of so many bits, the lower half of whose range is negative (F.2.2.1). */
  int signed(int count) throws IOException {
    int value = bits(count);
    return count == 0 || value >= 1 << count - 1 ? value : value - (1 << count) + 1;
  }

  /** Passes a restart mark, which must come here. */
  void restart() throws IOException {
    if (marker < 0) {
      throw cut();
    }
    int found = marker();
    if (found < JpegHeader.RESTART || found > JpegHeader.RESTART + 7) {
      throw damaged("a restart mark is missing");
    }
  }
}
