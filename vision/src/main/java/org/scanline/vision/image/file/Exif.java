package org.scanline.vision.image.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * An Exif block (CIPA DC-008): a small TIFF file of its own, of which single numbers are looked up
 * or changed in place, so that everything else stays as it was.
 */
final class Exif {
  private static final int MOST_ENTRIES = 1000;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;
  private static final int ENTRY = 12;
  private static final int PIXELS_ACROSS = 0xA002;
  private static final int PIXELS_DOWN = 0xA003;
  private static final int DENOMINATOR = 1000;

  private final ByteBuffer block;
  private final int main;

  private Exif(byte[] block) {
    this.block = ByteBuffer.wrap(block);
    boolean little = block.length > 1 && block[0] == 'I';
    this.block.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    boolean begins = block.length >= 8 && this.block.getShort(2) == 42 && block[0] == block[1];
    main = begins ? this.block.getInt(4) : 0;
  }

  /** Where the value of a tag lies in the directory at a place; 0 when it is not there. */
  private int entry(int directory, int tag) {
    int count = count(directory);
    for (int i = 0; i < count; i++) {
      int at = directory + 2 + ENTRY * i;
      if ((block.getShort(at) & 0xFFFF) == tag) {
        return at;
      }
    }
    return 0;
  }

  /** Entries of a directory; 0 when it does not lie in the block. */
  private int count(int directory) {
    if (directory < 8 || directory > block.capacity() - 2) {
      return 0;
    }
    int count = block.getShort(directory) & 0xFFFF;
    boolean fits = directory + 2L + (long) ENTRY * count <= block.capacity();
    return fits && count <= MOST_ENTRIES ? count : 0;
  }

  private int number(int entry) {
    int type = block.getShort(entry + 2);
    return type == SHORT ? block.getShort(entry + 8) & 0xFFFF : block.getInt(entry + 8);
  }

  private void number(int directory, int tag, int value) {
    int entry = entry(directory, tag);
    if (entry == 0) {
      return;
    }
    int type = block.getShort(entry + 2);
    if (type == SHORT && value <= 0xFFFF) {
      block.putShort(entry + 8, (short) value);
    } else if (type == SHORT || type == LONG) {
      block.putShort(entry + 2, (short) LONG);
      block.putInt(entry + 8, value);
    }
  }

  /** Where the two numbers of a fraction lie; 0 when it is not there. */
  private int fraction(int tag) {
    int entry = entry(main, tag);
    if (entry == 0 || block.getShort(entry + 2) != RATIONAL) {
      return 0;
    }
    int at = block.getInt(entry + 8);
    return at >= 8 && at <= block.capacity() - 8 ? at : 0;
  }

  /** How the image must be turned, 1 to 8; 1 when it is not said. */
  static int orientation(byte @Nullable [] block) {
    if (block == null) {
      return 1;
    }
    Exif exif = new Exif(block);
    int entry = exif.entry(exif.main, TiffTag.ORIENTATION);
    int value = entry == 0 ? 1 : exif.number(entry);
    return value >= 1 && value <= 8 ? value : 1;
  }

  /** Pixels per metre across and down; null when it is not said. */
  static double @Nullable [] resolution(byte @Nullable [] block) {
    if (block == null) {
      return null;
    }
    Exif exif = new Exif(block);
    int unitEntry = exif.entry(exif.main, TiffTag.RESOLUTION_UNIT);
    int unit = unitEntry == 0 ? 2 : exif.number(unitEntry);
    double perMetre = unit == 2 ? 1 / 0.0254 : unit == 3 ? 100 : 0;
    double[] both = new double[2];
    int[] tags = {TiffTag.RESOLUTION_ACROSS, TiffTag.RESOLUTION_DOWN};
    for (int i = 0; i < 2; i++) {
      int at = exif.fraction(tags[i]);
      double above = at == 0 ? 0 : exif.block.getInt(at) & 0xFFFFFFFFL;
      double below = at == 0 ? 1 : exif.block.getInt(at + 4) & 0xFFFFFFFFL;
      both[i] = above / below * perMetre;
    }
    return both[0] > 0 && both[1] > 0 && both[0] < 1e9 && both[1] < 1e9 ? both : null;
  }

  /** The block of the image turned upright; the small picture in it, which is not, goes. */
  static byte @Nullable [] upright(byte @Nullable [] block) {
    if (block == null || orientation(block) == 1) {
      return block;
    }
    Exif exif = new Exif(block.clone());
    exif.number(exif.main, TiffTag.ORIENTATION, 1);
    int next = exif.main + 2 + ENTRY * exif.count(exif.main);
    if (next <= block.length - 4) {
      exif.block.putInt(next, 0);
    }
    return exif.block.array();
  }

  /** The block for an image of another size and resolution, where it says them. */
  static byte @Nullable [] fitted(
      byte @Nullable [] block, ImageFormat format, double @Nullable [] perMetre) {
    if (block == null) {
      return null;
    }
    Exif exif = new Exif(block.clone());
    int pointer = exif.entry(exif.main, TiffTag.EXIF);
    if (pointer != 0) {
      int directory = exif.number(pointer);
      exif.number(directory, PIXELS_ACROSS, format.width());
      exif.number(directory, PIXELS_DOWN, format.height());
    }
    int across = exif.fraction(TiffTag.RESOLUTION_ACROSS);
    int down = exif.fraction(TiffTag.RESOLUTION_DOWN);
    int unit = exif.entry(exif.main, TiffTag.RESOLUTION_UNIT);
    if (perMetre != null && across != 0 && down != 0) {
      double perUnit = unit != 0 && exif.number(unit) == 3 ? 0.01 : 0.0254;
      exif.fraction(across, perMetre[0] * perUnit);
      exif.fraction(down, perMetre[1] * perUnit);
    }
    return exif.block.array();
  }

  private void fraction(int at, double value) {
    double most = Integer.MAX_VALUE / (double) DENOMINATOR;
    block.putInt(at, (int) Math.round(Math.min(value, most) * DENOMINATOR));
    block.putInt(at + 4, DENOMINATOR);
  }
}
