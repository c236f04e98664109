package org.scanline.vision.image.file;

import java.io.IOException;
import java.io.InputStream;

/** Takes the runs of PackBits apart (TIFF 6.0, section 9). */
final class PackBitsStream extends InputStream {
  private final InputStream packed;
  private int literal;
  private int repeated;
  private int value;

  PackBitsStream(InputStream packed) {
    this.packed = packed;
  }

  @Override
  public int read() throws IOException {
    while (literal == 0 && repeated == 0) {
      int head = packed.read();
      if (head < 0) {
        return -1;
      }
      if (head < 128) {
        literal = head + 1;
      } else if (head > 128) {
        repeated = 257 - head;
        value = packed.read();
      }
    }
    if (literal > 0) {
      literal--;
      return packed.read();
    }
    repeated--;
    return value;
  }

  @Override
  public int read(byte[] to, int from, int count) throws IOException {
    int done = 0;
    for (int next; done < count && (next = read()) >= 0; done++) {
      to[from + done] = (byte) next;
    }
    return done == 0 && count > 0 ? -1 : done;
  }
}
