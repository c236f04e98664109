package org.scanline.backbones.weights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Pieces of pickles as text, one character for each byte. */
final class Pickles {
  static final String PROTO = "\u0080\2";
  static final String MAGIC = "\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.";
  static final String VERSION = "\u0080\2M\u00e9\3.";
  static final String SYSTEM = PROTO + "}" + text("little_endian") + "\u0088s.";

  private Pickles() {}

  static byte[] bytes(String latin) {
    return latin.getBytes(ISO_8859_1);
  }

  static String latin(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  static String int4(long value) {
    return latin(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) value).array());
  }

  static String int8(long value) {
    return latin(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  static String text(String text) {
    String utf8 = latin(text.getBytes(UTF_8));
    return "X" + int4(utf8.length()) + utf8;
  }

  static String integer(long value) {
    return "\u008a\10" + int8(value);
  }

  static String global(String module, String name) {
    return "c" + module + "\n" + name + "\n";
  }

  static String tuple(String... items) {
    return "(" + String.join("", items) + "t";
  }

  static String sizes(long... sizes) {
    StringBuilder all = new StringBuilder("(");
    for (long size : sizes) {
      all.append(integer(size));
    }
    return all + "t";
  }

  static String storage(String type, String key, long elements) {
    return tuple(text("storage"), global("torch", type), text(key), text("cpu"), integer(elements))
        + "Q";
  }

  /** A tensor of floats over storage 0. */
  static String tensor(long elements, long offset, String shape, String strides) {
    return tensor(storage("FloatStorage", "0", elements), offset, shape, strides);
  }

  static String tensor(String storage, long offset, String shape, String strides) {
    return global("torch._utils", "_rebuild_tensor_v2")
        + tuple(storage, integer(offset), shape, strides, "\u0089", "N")
        + "R";
  }

  /** A whole pickle of one dict. */
  static String dict(String... keysAndValues) {
    return PROTO + "}(" + String.join("", keysAndValues) + "u.";
  }

  /** A good pickle: two floats under the name w. */
  static String good() {
    return dict(text("w"), tensor(2, 0, sizes(2), sizes(1)));
  }

  /** A file as PyTorch wrote it before 1.6, with one storage of the given bytes. */
  static String legacy(String pickle, String storages) {
    return MAGIC + VERSION + SYSTEM + pickle + PROTO + "]" + text("0") + "a." + storages;
  }

  /** Two floats, 1 and 2. */
  static String floats() {
    return "\0\0\u0080?\0\0\0@";
  }
}
