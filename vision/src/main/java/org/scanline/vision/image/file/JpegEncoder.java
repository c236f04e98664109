package org.scanline.vision.image.file;

import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;
import javax.imageio.plugins.jpeg.JPEGQTable;

/** Units of samples to Huffman codes, with the tables of T.81's annex K. */
final class JpegEncoder {
  private static final int EACH = JpegFrame.BLOCK * JpegFrame.BLOCK;

  private final OutputStream out;
  private final int components;
  private final int sampling;
  private final int[][] steps;
  private final Codes[] direct;
  private final Codes[] alternating;
  private final int[] before;
  private final int[] block = new int[EACH];
  private final JpegTransform transform = new JpegTransform();
  private int bits;
  private int held;

  /** Code and length of each symbol. */
  private static final class Codes {
    final JPEGHuffmanTable table;
    final int[] codes = new int[256];
    final int[] lengths = new int[256];

    Codes(JPEGHuffmanTable table) {
      this.table = table;
      int code = 0;
      int at = 0;
      short[] counts = table.getLengths();
      for (int length = 1; length <= counts.length; length++) {
        for (int i = 0; i < counts[length - 1]; i++) {
          int symbol = table.getValues()[at++] & 0xFF;
          codes[symbol] = code++;
          lengths[symbol] = length;
        }
        code <<= 1;
      }
    }
  }

  /**
   * Makes the tables.
   *
   * @param components 1 or 3
   * @param sampling samples of luma for one of chroma, in both directions: 1 or 2
   */
  JpegEncoder(OutputStream out, int components, int sampling, int quality) {
    this.out = out;
    this.components = components;
    this.sampling = sampling;
    before = new int[components];
    int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    steps =
        new int[][] {
          scaled(JPEGQTable.K1Luminance, percent), scaled(JPEGQTable.K2Chrominance, percent)
        };
    direct =
        new Codes[] {
          new Codes(JPEGHuffmanTable.StdDCLuminance), new Codes(JPEGHuffmanTable.StdDCChrominance)
        };
    alternating =
        new Codes[] {
          new Codes(JPEGHuffmanTable.StdACLuminance), new Codes(JPEGHuffmanTable.StdACChrominance)
        };
  }

  private static int[] scaled(JPEGQTable table, int percent) {
    int[] steps = table.getTable();
    for (int i = 0; i < EACH; i++) {
      steps[i] = Math.max(1, Math.min(255, (steps[i] * percent + 50) / 100));
    }
    return steps;
  }

  private int kinds() {
    return components == 1 ? 1 : 2;
  }

  private void start(int marker, int length) throws IOException {
    out.write(0xFF);
    out.write(marker);
    out.write(length >> 8);
    out.write(length);
  }

  /** Writes quantisation and codes. */
  void tables() throws IOException {
    start(0xDB, 2 + kinds() * (1 + EACH));
    for (int kind = 0; kind < kinds(); kind++) {
      out.write(kind);
      for (int i = 0; i < EACH; i++) {
        out.write(steps[kind][JpegHeader.natural(i)]);
      }
    }
    for (int kind = 0; kind < kinds(); kind++) {
      codes(kind, direct[kind].table);
      codes(1 << 4 | kind, alternating[kind].table);
    }
  }

  private void codes(int name, JPEGHuffmanTable table) throws IOException {
    start(0xC4, 2 + 1 + 16 + table.getValues().length);
    out.write(name);
    for (int i = 0; i < 16; i++) {
      out.write(i < table.getLengths().length ? table.getLengths()[i] : 0);
    }
    for (short value : table.getValues()) {
      out.write(value);
    }
  }

  /** Writes the frame and begins its one scan. */
  void frame(int width, int height) throws IOException {
    start(0xC0, 8 + 3 * components);
    out.write(8);
    out.write(height >> 8);
    out.write(height);
    out.write(width >> 8);
    out.write(width);
    out.write(components);
    for (int c = 0; c < components; c++) {
      int factor = c == 0 ? sampling : 1;
      out.write(c + 1);
      out.write(factor << 4 | factor);
      out.write(c == 0 ? 0 : 1);
    }
    start(0xDA, 6 + 2 * components);
    out.write(components);
    for (int c = 0; c < components; c++) {
      out.write(c + 1);
      out.write(c == 0 ? 0 : 0x11);
    }
    out.write(0);
    out.write(EACH - 1);
    out.write(0);
  }

  /**
   * Encodes a row of units.
   *
   * @param planes samples of each component at full size, as many rows as a unit has
   * @param stride samples of a row, a whole number of units
   */
  void units(byte[][] planes, int stride) throws IOException {
    int side = JpegFrame.BLOCK * sampling;
    for (int left = 0; left < stride; left += side) {
      for (int c = 0; c < components; c++) {
        if (c == 0) {
          for (int b = 0; b < sampling * sampling; b++) {
            int top = b / sampling * JpegFrame.BLOCK;
            take(planes[0], top * stride + left + b % sampling * JpegFrame.BLOCK, stride, 1);
            encode(0);
          }
        } else {
          take(planes[c], left, stride, sampling);
          encode(c);
        }
      }
    }
  }

  /** The block whose first sample is at a place: means of so many samples each way. */
  private void take(byte[] plane, int at, int stride, int each) {
    for (int i = 0; i < EACH; i++) {
      int from = at + (i / JpegFrame.BLOCK * stride + i % JpegFrame.BLOCK) * each;
      int sum = plane[from] & 0xFF;
      if (each == 2) {
        sum += (plane[from + 1] & 0xFF) + (plane[from + stride] & 0xFF);
        sum += plane[from + stride + 1] & 0xFF;
        sum = sum + 1 + i % 2 >> 2; // halves are rounded up and down in turns
      }
      block[i] = sum - 128;
    }
  }

  private void encode(int component) throws IOException {
    int kind = component == 0 ? 0 : 1;
    transform.forward(block);
    int[] quantised = new int[EACH];
    for (int i = 0; i < EACH; i++) {
      int step = steps[kind][i] << 3;
      int size = (Math.abs(block[i]) + step / 2) / step;
      quantised[i] = block[i] < 0 ? -size : size;
    }
    int difference = quantised[0] - before[component];
    before[component] = quantised[0];
    number(direct[kind], 0, difference);
    int zeros = 0;
    for (int k = 1; k < EACH; k++) {
      int value = quantised[JpegHeader.natural(k)];
      if (value == 0) {
        zeros++;
        continue;
      }
      for (; zeros > 15; zeros -= 16) {
        symbol(alternating[kind], 15 << 4);
      }
      number(alternating[kind], zeros, value);
      zeros = 0;
    }
    if (zeros > 0) {
      symbol(alternating[kind], 0);
    }
  }

  private void number(Codes codes, int zeros, int value) throws IOException {
    int size = 32 - Integer.numberOfLeadingZeros(Math.abs(value));
    symbol(codes, zeros << 4 | size);
    put(value < 0 ? value + (1 << size) - 1 : value, size);
  }

  private void symbol(Codes codes, int symbol) throws IOException {
    put(codes.codes[symbol], codes.lengths[symbol]);
  }

  private void put(int value, int count) throws IOException {
    bits = bits << count | value;
    held += count;
    while (held >= 8) {
      held -= 8;
      int next = bits >>> held & 0xFF;
      out.write(next);
      if (next == 0xFF) {
        out.write(0);
      }
    }
  }

  /** Writes what is left of the last byte. */
  void flush() throws IOException {
    if (held > 0) {
      put((1 << 8 - held) - 1, 8 - held);
    }
  }
}
