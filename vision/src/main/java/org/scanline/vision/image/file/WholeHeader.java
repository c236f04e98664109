package org.scanline.vision.image.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The size of an image that is read as a whole, and what its file says beside the pixels, found out
 * before anything is decoded.
 *
 * @param type of the file
 * @param width pixels in a row
 * @param height rows
 * @param tags beside the pixels, as stored
 */
record WholeHeader(ImageFileType type, int width, int height, ImageTags tags) {
  private static final byte[] JP2 = {0, 0, 0, 12, 'j', 'P', ' ', ' '};

  /** The kind of file that bytes begin; null for none of these. */
  static @Nullable ImageFileType type(byte[] head) {
    if (ascii(head, 0, "RIFF") && ascii(head, 8, "WEBP")) {
      return ImageFileType.WEBP;
    }
    if (ascii(head, 0, "BM") && head.length > 14) {
      return ImageFileType.BMP;
    }
    if (head.length >= 12 && Arrays.equals(JP2, Arrays.copyOf(head, JP2.length))
        || head.length > 3 && head[0] == -1 && head[1] == 0x4F && head[2] == -1) {
      return ImageFileType.JPEG_2000;
    }
    boolean map = (ascii(head, 0, "PF") || ascii(head, 0, "Pf")) && head.length > 2;
    boolean sun = head.length > 4 && head[0] == 0x59 && (head[1] & 0xFF) == 0xA6 && head[2] == 0x6A;
    return map || sun || ascii(head, 0, "#?RADIANCE") || ascii(head, 0, "#?RGBE")
        ? ImageFileType.OTHER
        : null;
  }

  private static boolean ascii(byte[] bytes, int at, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    return bytes.length >= at + wanted.length
        && Arrays.equals(wanted, Arrays.copyOfRange(bytes, at, at + wanted.length));
  }

  private static ByteBuffer at(byte[] file, long place, int bytes, ByteOrder order)
      throws ImageFileException {
    if (place < 0 || place + bytes > file.length) {
      throw new ImageFileException("cut off before its end; fetch the file again");
    }
    return ByteBuffer.wrap(file, (int) place, bytes).order(order);
  }

  /** Reads the header of a file of a known kind. */
  static WholeHeader of(byte[] file, ImageFileType type) throws IOException {
    return switch (type) {
      case WEBP -> webP(file);
      case BMP -> bitmap(file);
      case JPEG_2000 -> jpeg2000(file);
      case JPEG -> jpeg(file);
      default -> other(file);
    };
  }

  private static WholeHeader webP(byte[] file) throws ImageFileException {
    long end = 8 + (at(file, 4, 4, ByteOrder.LITTLE_ENDIAN).getInt() & 0xFFFFFFFFL);
    at(file, end, 0, ByteOrder.LITTLE_ENDIAN);
    int[] size = new int[2];
    byte[] profile = null;
    byte[] exif = null;
    for (long place = 12; place + 8 <= end; ) {
      long length = at(file, place + 4, 4, ByteOrder.LITTLE_ENDIAN).getInt() & 0xFFFFFFFFL;
      String name = new String(file, (int) place, 4, StandardCharsets.ISO_8859_1);
      int from = (int) place + 8;
      at(file, from + length, 0, ByteOrder.LITTLE_ENDIAN);
      int to = from + (int) length;
      switch (name) {
        case "VP8 ", "VP8L" -> size = size(file, from, name.equals("VP8L"));
        case "ANIM" -> throw new ImageFileException("a moving picture; name a still one");
        case "ICCP" -> profile = Arrays.copyOfRange(file, from, to);
        case "EXIF" -> {
          byte[] block = Arrays.copyOfRange(file, from, to);
          exif = ascii(block, 0, "Exif\0\0") ? Arrays.copyOfRange(block, 6, block.length) : block;
        }
        default -> {} // what is not of interest
      }
      place = to + (length & 1);
    }
    ImageTags tags = new ImageTags(profile, exif, Exif.resolution(exif));
    return new WholeHeader(ImageFileType.WEBP, size[0], size[1], tags);
  }

  /** Width and height of a WebP picture. */
  private static int[] size(byte[] file, int from, boolean lossless) throws ImageFileException {
    if (lossless) {
      int both = at(file, from + 1L, 4, ByteOrder.LITTLE_ENDIAN).getInt();
      return new int[] {(both & 0x3FFF) + 1, (both >>> 14 & 0x3FFF) + 1};
    }
    ByteBuffer frame = at(file, from + 6L, 4, ByteOrder.LITTLE_ENDIAN);
    return new int[] {frame.getShort() & 0x3FFF, frame.getShort() & 0x3FFF};
  }

  private static WholeHeader bitmap(byte[] file) throws ImageFileException {
    ByteBuffer head = at(file, 10, 16, ByteOrder.LITTLE_ENDIAN);
    long pixels = head.getInt() & 0xFFFFFFFFL;
    int header = head.getInt();
    boolean old = header == 12;
    int width = old ? head.getShort() & 0xFFFF : head.getInt();
    int height = old ? head.getShort() & 0xFFFF : Math.abs(head.getInt());
    double[] resolution = null;
    long least = 0;
    if (!old) {
      ByteBuffer more = at(file, 28, 18, ByteOrder.LITTLE_ENDIAN);
      long bits = more.getShort() & 0xFFFF;
      int packing = more.getInt();
      boolean plain = packing == 0 || packing == 3;
      least = plain ? (bits * width + 31) / 32 * 4 * height : (long) width * height / 128;
      more.getInt();
      int across = more.getInt();
      int down = more.getInt();
      resolution = across > 0 && down > 0 ? new double[] {across, down} : null;
    }
    if (pixels + least > file.length) {
      throw promise(width, height, file.length);
    }
    ImageTags tags = new ImageTags(null, null, resolution);
    return new WholeHeader(ImageFileType.BMP, width, height, tags);
  }

  private static WholeHeader jpeg2000(byte[] file) throws ImageFileException {
    if (file[0] == -1) {
      return stream(file, 0, file.length, null);
    }
    byte[] profile = null;
    for (long place = 0; place < file.length; ) {
      ByteBuffer box = at(file, place, 8, ByteOrder.BIG_ENDIAN);
      long length = box.getInt() & 0xFFFFFFFFL;
      int name = box.getInt();
      int head = 8;
      if (length == 1) {
        length = at(file, place + 8, 8, ByteOrder.BIG_ENDIAN).getLong();
        head = 16;
      }
      long end = length == 0 ? file.length : place + length;
      if (length != 0 && length < head || end > file.length) {
        throw new ImageFileException("cut off before its end; fetch the file again");
      }
      if (name == 0x6A703268) { // "jp2h", which holds others
        end = place + head;
      } else if (name == 0x636F6C72 && end - place > head + 3 && file[(int) place + head] == 2) {
        profile = Arrays.copyOfRange(file, (int) place + head + 3, (int) end); // "colr"
      } else if (name == 0x6A703263) { // "jp2c"
        return stream(file, (int) place + head, (int) end, profile);
      }
      place = end;
    }
    throw new ImageFileException("holds no pixels; fetch the file again");
  }

  private static WholeHeader stream(byte[] file, int from, int to, byte @Nullable [] profile)
      throws ImageFileException {
    ByteBuffer size = at(file, from + 8L, 16, ByteOrder.BIG_ENDIAN);
    int width = size.getInt(from + 8) - size.getInt(from + 16);
    int height = size.getInt(from + 12) - size.getInt(from + 20);
    if (to - from < 40 || file[to - 2] != -1 || (file[to - 1] & 0xFF) != 0xD9) {
      throw new ImageFileException("cut off before its end; fetch the file again");
    }
    ImageTags tags = new ImageTags(profile, null, null);
    return new WholeHeader(ImageFileType.JPEG_2000, width, height, tags);
  }

  private static WholeHeader jpeg(byte[] file) throws IOException {
    JpegHeader header = new JpegHeader(new JpegInput(new ByteArrayInputStream(file)));
    header.next();
    JpegFrame frame = header.frame();
    double[] resolution = header.perMetre();
    ImageTags tags =
        new ImageTags(
            header.profile(),
            header.exif(),
            resolution == null ? Exif.resolution(header.exif()) : resolution);
    return new WholeHeader(ImageFileType.JPEG, frame.width(), frame.height(), tags);
  }

  private static WholeHeader other(byte[] file) throws IOException {
    InputStream in = new ByteArrayInputStream(file);
    int width;
    int height;
    if (file[0] == 'P') {
      in.skipNBytes(2);
      width = PnmHeader.number(PnmHeader.token(in));
      height = PnmHeader.number(PnmHeader.token(in));
      if ((double) width * height * (file[1] == 'F' ? 12 : 4) > file.length) {
        throw promise(width, height, file.length);
      }
    } else if (file[0] == '#') {
      String head = new String(file, 0, Math.min(file.length, 1 << 13), StandardCharsets.US_ASCII);
      String[] words = head.substring(Math.max(0, head.indexOf("\n\n"))).trim().split("\\s+", 5);
      height = words.length > 3 ? PnmHeader.number(words[1]) : 0;
      width = words.length > 3 ? PnmHeader.number(words[3]) : 0;
    } else {
      ByteBuffer size = at(file, 4, 8, ByteOrder.BIG_ENDIAN);
      width = size.getInt();
      height = size.getInt();
    }
    return new WholeHeader(ImageFileType.OTHER, width, height, ImageTags.NONE);
  }

  static ImageFileException promise(int width, int height, long bytes) {
    return new ImageFileException(
        "promises %d x %d pixels, which cannot be in %d bytes; fetch the file again"
            .formatted(width, height, bytes));
  }
}
