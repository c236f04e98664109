package org.scanline.vision.image.file;

import java.io.IOException;
import java.io.InputStream;

/**
 * Takes LZW apart as TIFF has it (TIFF 6.0, section 13): codes of 9 to 12 bits, the first bit
 * first, wider one code early.
 */
final class LzwStream extends InputStream {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int FIRST = 258;
  private static final int CODES = 4096;

  private final InputStream packed;
  private final int[] before = new int[CODES];
  private final byte[] last = new byte[CODES];
  private final byte[] text = new byte[CODES];
  private int from = CODES;
  private int next = FIRST;
  private int previous = -1;
  private int bits;
  private int held;
  private boolean ended;

  LzwStream(InputStream packed) {
    this.packed = packed;
  }

  private int width() {
    return next >= 2047 ? 12 : next >= 1023 ? 11 : next >= 511 ? 10 : 9;
  }

  private int code() throws IOException {
    int width = width();
    while (held < width) {
      int more = packed.read();
      if (more < 0) {
        return END;
      }
      bits = bits << 8 | more;
      held += 8;
    }
    held -= width;
    return bits >>> held & (1 << width) - 1;
  }

  /** Puts the text of the next code at the end of the array; false at the end. */
  private boolean unpack() throws IOException {
    int code = code();
    while (code == CLEAR) {
      next = FIRST;
      previous = -1;
      code = code();
    }
    if (code == END) {
      ended = true;
      return false;
    }
    if (code > next || code == next && previous < 0 || code >= FIRST && previous < 0) {
      throw TiffDirectory.damaged("an LZW code");
    }
    from = CODES;
    int at = code;
    if (code == next) {
      from--; // the text before and its first byte, which is filled in below
      at = previous;
    }
    while (at >= FIRST) {
      text[--from] = last[at];
      at = before[at];
    }
    text[--from] = (byte) at;
    if (code == next) {
      text[CODES - 1] = (byte) at;
    }
    if (previous >= 0 && next < CODES) {
      before[next] = previous;
      last[next] = (byte) at;
      next++;
    }
    previous = code;
    return true;
  }

  @Override
  public int read() throws IOException {
    if (ended || from == CODES && !unpack()) {
      return -1;
    }
    return text[from++] & 0xFF;
  }

  @Override
  public int read(byte[] to, int start, int count) throws IOException {
    int done = 0;
    while (done < count && !ended && (from < CODES || unpack())) {
      int some = Math.min(count - done, CODES - from);
      System.arraycopy(text, from, to, start + done, some);
      from += some;
      done += some;
    }
    return done == 0 && count > 0 ? -1 : done;
  }
}
