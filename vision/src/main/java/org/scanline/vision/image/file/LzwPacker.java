package org.scanline.vision.image.file;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Packs bytes as {@link LzwStream} takes them apart. */
final class LzwPacker {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int FIRST = 258;
  private static final int FULL = 4094;
  private static final int SLOTS = 1 << 14;

  /** A text's number by the number of all but its last byte, and that byte; by their hash. */
  private final int[] keys = new int[SLOTS];

  private final short[] codes = new short[SLOTS];
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int next;
  private int bits;
  private int held;

  /** Packs the first bytes of an array. */
  byte[] pack(byte[] bytes, int count) {
    clear();
    int text = -1;
    for (int i = 0; i < count; i++) {
      int last = bytes[i] & 0xFF;
      if (text < 0) {
        text = last;
        continue;
      }
      int slot = slot(text << 8 | last);
      if (keys[slot] >= 0) {
        text = codes[slot];
        continue;
      }
      put(text);
      keys[slot] = text << 8 | last;
      codes[slot] = (short) next++;
      if (next == FULL) {
        clear();
      }
      text = last;
    }
    if (text >= 0) {
      put(text);
      next++;
    }
    put(END);
    if (held > 0) {
      out.write(bits << 8 - held);
    }
    return out.toByteArray();
  }

  private void clear() {
    if (next == 0) {
      next = FIRST;
    }
    put(CLEAR);
    next = FIRST;
    Arrays.fill(keys, -1);
  }

  private int slot(int key) {
    int slot = key * 0x9E3779B1 >>> 18;
    while (keys[slot] >= 0 && keys[slot] != key) {
      slot = slot + 1 & SLOTS - 1;
    }
    return slot;
  }

  /** Codes are as wide as the reader expects, who knows one text fewer. */
  private void put(int code) {
    int known = next - 1;
    int width = known >= 2047 ? 12 : known >= 1023 ? 11 : known >= 511 ? 10 : 9;
    bits = bits << width | code;
    held += width;
    while (held >= 8) {
      held -= 8;
      out.write(bits >>> held);
    }
    bits &= (1 << held) - 1;
  }
}
