package org.scanline.audio.golden;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array of a NumPy file: format 1 to 3, little-endian floats of 32 or 64 bits in C order.
 *
 * @param shape sizes; empty for a scalar
 * @param values the elements
 */
@SuppressWarnings("ArrayRecordComponent")
public record Npy(long[] shape, double[] values) {

  /** Reads a file. */
  public static Npy read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    boolean old = bytes.get(6) == 1;
    int at = old ? 10 : 12;
    int length = old ? bytes.getShort(8) & 0xFFFF : bytes.getInt(8);
    String head = new String(bytes.array(), at, length, StandardCharsets.ISO_8859_1);
    boolean wide = head.contains("'<f8'");
    Matcher shape = Pattern.compile("'shape': *\\(([0-9, ]*)\\)").matcher(head);
    if ((!wide && !head.contains("'<f4'"))
        || !head.contains("'fortran_order': False")
        || !shape.find()) {
      throw new IOException(file + ": not handled: " + head);
    }
    long[] sizes =
        Arrays.stream(shape.group(1).split("[, ]+"))
            .filter(size -> !size.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    double[] values = new double[(int) Arrays.stream(sizes).reduce(1, (x, y) -> x * y)];
    bytes.position(at + length);
    for (int i = 0; i < values.length; i++) {
      values[i] = wide ? bytes.getDouble() : bytes.getFloat();
    }
    return new Npy(sizes, values);
  }

  /** Number of elements. */
  public int size() {
    return values.length;
  }

  /** The elements as floats. */
  public float[] floats() {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
