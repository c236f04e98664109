package org.scanline.audio.metric;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reference numbers: a folder of the property {@code scanline.golden}, else our own copy. */
final class Golden {
  private Golden() {}

  /** A case's folder; the test is skipped, by name, where there is none. */
  static Path folder(String name) throws IOException {
    String given = System.getProperty("scanline.golden", "");
    if (!given.isEmpty()) {
      Path folder = Path.of(given).resolve(name);
      assumeTrue(Files.isDirectory(folder), "absent: " + name);
      return folder;
    }
    try {
      return Path.of(Objects.requireNonNull(Golden.class.getResource("/golden/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  /** An array of NumPy's format 1, little endian floats in C order. */
  record Array(int[] shape, float[] values) {
    static Array read(Path file) throws IOException {
      ByteBuffer b = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      int length = b.getShort(8) & 0xffff;
      String head = new String(b.array(), 10, length, StandardCharsets.ISO_8859_1);
      if (!head.contains("'<f4'") || !head.contains("'fortran_order': False")) {
        throw new IOException("not handled: " + head);
      }
      Matcher matcher = Pattern.compile("\\(([0-9, ]*)\\)").matcher(head);
      if (!matcher.find()) {
        throw new IOException("no shape: " + head);
      }
      int[] shape =
          Arrays.stream(matcher.group(1).split("[, ]+"))
              .filter(s -> !s.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      float[] values = new float[Arrays.stream(shape).reduce(1, (x, y) -> x * y)];
      b.position(10 + length);
      b.asFloatBuffer().get(values);
      return new Array(shape, values);
    }
  }

  /** A JSON object as maps, lists, strings, numbers and nulls. */
  static Map<?, ?> json(Path file) throws IOException {
    return JsonMapper.builder()
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .build()
        .readValue(file.toFile(), Map.class);
  }
}
