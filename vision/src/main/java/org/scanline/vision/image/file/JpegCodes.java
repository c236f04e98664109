package org.scanline.vision.image.file;

import java.io.IOException;

/** A Huffman table of JPEG: codes of 1 to 16 bits, rising with their length (T.81, annex C). */
final class JpegCodes {
  private static final int QUICK = 9;
  private static final int LONGEST = 16;

  /** Length and symbol by the next bits; 0 where the code is longer. */
  private final short[] quick = new short[1 << QUICK];

  /** By length: one more than the largest code, left-aligned to 16 bits. */
  private final int[] ends = new int[LONGEST + 2];

  /** By length: what a code and the place of its symbol differ by. */
  private final int[] shifts = new int[LONGEST + 1];

  private final byte[] symbols;

  /**
   * Builds the table.
   *
   * @param counts of the codes of 1, 2, ..., 16 bits
   * @param symbols in the order of their codes
   */
  JpegCodes(int[] counts, byte[] symbols) throws ImageFileException {
    this.symbols = symbols;
    int code = 0;
    int place = 0;
    for (int length = 1; length <= LONGEST; length++) {
      shifts[length] = place - code;
      for (int i = 0; i < counts[length - 1]; i++) {
        if (length <= QUICK && code < 1 << length) {
          int from = code << QUICK - length;
          short entry = (short) (length << 8 | symbols[place] & 0xFF);
          java.util.Arrays.fill(quick, from, from + (1 << QUICK - length), entry);
        }
        code++;
        place++;
      }
      if (code > 1 << length) {
        throw JpegInput.damaged("a table of codes cannot be");
      }
      ends[length] = code << LONGEST - length;
      code <<= 1;
    }
    ends[LONGEST + 1] = Integer.MAX_VALUE;
  }

  /** The symbol of the next code. */
  int next(JpegInput in) throws IOException {
    int entry = quick[in.peek(QUICK)];
    if (entry != 0) {
      in.skip(entry >> 8);
      return entry & 0xFF;
    }
    int bits = in.peek(LONGEST);
    int length = QUICK + 1;
    while (bits >= ends[length]) {
      length++;
    }
    if (length > LONGEST) {
      in.skip(LONGEST);
      throw JpegInput.damaged("a code is unknown");
    }
    in.skip(length);
    int place = (bits >> LONGEST - length) + shifts[length];
    if (place < 0 || place >= symbols.length) {
      throw JpegInput.damaged("a code is unknown");
    }
    return symbols[place] & 0xFF;
  }
}
