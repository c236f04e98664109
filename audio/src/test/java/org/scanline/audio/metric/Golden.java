package org.scanline.audio.metric;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

  /** JSON as maps, lists, strings, doubles and nulls. */
  static @Nullable Object json(Path file) throws IOException {
    return new Json(Files.readString(file)).value();
  }

  private static final class Json {
    private final Matcher tokens;

    Json(String text) {
      tokens =
          Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|[\\[\\]{}:,]|[^\\s\\[\\]{}:,\"]+")
              .matcher(text);
    }

    private String next() {
      if (!tokens.find()) {
        throw new IllegalStateException("JSON ends early");
      }
      return tokens.group();
    }

    @Nullable Object value() {
      return value(next());
    }

    private @Nullable Object value(String token) {
      if (token.equals("{")) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (String key = next(); !key.equals("}"); key = next()) {
          if (!key.equals(",")) {
            next();
            map.put(key.substring(1, key.length() - 1), value());
          }
        }
        return map;
      }
      if (token.equals("[")) {
        List<@Nullable Object> list = new ArrayList<>();
        for (String item = next(); !item.equals("]"); item = next()) {
          if (!item.equals(",")) {
            list.add(value(item));
          }
        }
        return list;
      }
      if (token.startsWith("\"")) {
        return token.substring(1, token.length() - 1);
      }
      return token.equals("null") ? null : token.equals("NaN") ? Double.NaN : Double.valueOf(token);
    }
  }
}
