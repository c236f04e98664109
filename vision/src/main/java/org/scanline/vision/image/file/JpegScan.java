package org.scanline.vision.image.file;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One scan of a JPEG image: the coefficients of its blocks, a row of units after the other (T.81,
 * F.2 sequential, G.1 progressive).
 */
final class JpegScan {
  private static final int EACH = JpegFrame.BLOCK * JpegFrame.BLOCK;

  private final JpegInput in;
  private final JpegFrame frame;
  private final int[] components;
  private final @Nullable JpegCodes[] dc;
  private final @Nullable JpegCodes[] ac;
  private final Band band;
  private final int interval;
  private final int[] before;
  private int units;
  private int endRun;

  /**
   * What a scan holds of each coefficient.
   *
   * @param from the first coefficient in the zigzag
   * @param to the last
   * @param high bits that are known, 0 when these are the first
   * @param low bits that are still to come
   */
  record Band(int from, int to, int high, int low) {}

  JpegScan(
      JpegInput in,
      JpegFrame frame,
      int[] components,
      @Nullable JpegCodes[] dc,
      @Nullable JpegCodes[] ac,
      Band band,
      int interval)
      throws ImageFileException {
    this.in = in;
    this.frame = frame;
    this.components = components;
    this.dc = dc;
    this.ac = ac;
    this.band = band;
    this.interval = interval;
    before = new int[components.length];
    boolean mixed = band.from == 0 && band.to > 0 && frame.progressive();
    boolean several = band.from > 0 && components.length > 1;
    if (band.to > 63 || band.from > band.to || band.low > 13 || mixed || several) {
      throw JpegInput.damaged("a scan cannot be");
    }
    for (int i = 0; i < components.length; i++) {
      if (band.from == 0 && band.high == 0 && dc[i] == null || band.to > 0 && ac[i] == null) {
        throw JpegInput.damaged("a table of codes is missing");
      }
    }
  }

  /** Which components, by their place in the frame. */
  int[] components() {
    return components;
  }

  /** Whether blocks of several components come in turns, in whole units. */
  boolean interleaved() {
    return components.length > 1;
  }

  /** Rows of units, or of blocks of the one component. */
  int rows() {
    return interleaved() ? frame.unitsDown() : frame.blocksDown(components[0]);
  }

  /**
   * Decodes the next row.
   *
   * @param blocks of each component of the frame: its blocks of a row of units, or one row of them;
   *     what was known before this scan
   */
  void row(short[][] blocks) throws IOException {
    int across = interleaved() ? frame.unitsAcross() : frame.blocksAcross(components[0]);
    for (int x = 0; x < across; x++) {
      if (interval > 0 && units > 0 && units % interval == 0) {
        in.restart();
        Arrays.fill(before, 0);
        endRun = 0;
      }
      for (int i = 0; i < components.length; i++) {
        int c = components[i];
        int wide = interleaved() ? frame.components().get(c).across() : 1;
        int high = interleaved() ? frame.components().get(c).down() : 1;
        for (int b = 0; b < wide * high; b++) {
          int block = b / wide * frame.stride(c) + x * wide + b % wide;
          block(i, blocks[c], block * EACH);
        }
      }
      units++;
    }
  }

  private void block(int i, short[] to, int at) throws IOException {
    JpegCodes direct = dc[i];
    JpegCodes alternating = ac[i];
    if (band.from == 0) {
      if (band.high > 0) {
        to[at] |= (short) (in.bits(1) << band.low);
      } else if (direct != null) {
        before[i] += in.signed(direct.next(in) & 15);
        to[at] = (short) (before[i] << band.low);
      }
    }
    if (alternating == null || band.to == 0) {
      return;
    }
    if (!frame.progressive()) {
      sequential(alternating, to, at);
    } else if (band.high == 0) {
      first(alternating, to, at);
    } else {
      refine(alternating, to, at);
    }
  }

  private void sequential(JpegCodes codes, short[] to, int at) throws IOException {
    int k = 1;
    while (k < EACH) {
      int symbol = codes.next(in);
      int bits = symbol & 15;
      int zeros = symbol >> 4;
      if (bits == 0 && zeros < 15) {
        return;
      }
      k += zeros;
      demand(k, 63);
      if (bits > 0) {
        to[at + JpegHeader.natural(k)] = (short) in.signed(bits);
      }
      k++;
    }
  }

  private static void demand(int k, int most) throws ImageFileException {
    if (k > most) {
      throw JpegInput.damaged("a block has too many coefficients");
    }
  }

  private void first(JpegCodes codes, short[] to, int at) throws IOException {
    if (endRun > 0) {
      endRun--;
      return;
    }
    int k = band.from;
    while (k <= band.to) {
      int symbol = codes.next(in);
      int bits = symbol & 15;
      int zeros = symbol >> 4;
      if (bits == 0 && zeros < 15) {
        endRun = (1 << zeros) - 1 + in.bits(zeros);
        return;
      }
      k += zeros;
      demand(k, bits > 0 ? band.to : 63);
      if (bits > 0) {
        to[at + JpegHeader.natural(k)] = (short) (in.signed(bits) << band.low);
      }
      k++;
    }
  }

  /** One more bit for coefficients that are known, and new ones of the lowest bit (G.1.2.3). */
  private void refine(JpegCodes codes, short[] to, int at) throws IOException {
    int k = band.from;
    while (k <= band.to && endRun == 0) {
      int symbol = codes.next(in);
      int zeros = symbol >> 4;
      int fresh = 0;
      if ((symbol & 15) > 0) {
        fresh = in.bits(1) > 0 ? 1 << band.low : -(1 << band.low);
      } else if (zeros < 15) {
        endRun = (1 << zeros) + in.bits(zeros);
        break;
      }
      k = passZeros(to, at, k, zeros);
      if (fresh != 0) {
        demand(k, band.to);
        to[at + JpegHeader.natural(k)] = (short) fresh;
      }
      k++;
    }
    if (endRun > 0) {
      passZeros(to, at, k, EACH);
      endRun--;
    }
  }

  /** Goes over so many zeros to the next one, or to the end, and refines what lies between. */
  private int passZeros(short[] to, int at, int from, int zeros) throws IOException {
    int left = zeros;
    int k = from;
    for (; k <= band.to; k++) {
      int place = at + JpegHeader.natural(k);
      if (to[place] == 0) {
        if (left == 0) {
          break;
        }
        left--;
      } else if (in.bits(1) > 0 && (to[place] & 1 << band.low) == 0) {
        to[place] += (short) (to[place] > 0 ? 1 << band.low : -(1 << band.low));
      }
    }
    return k;
  }
}
