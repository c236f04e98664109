package org.scanline.backbones.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a safetensors header token by token, so that it never grows in memory.
 *
 * <p>Only UTF-8 is accepted, the first byte must be a brace, and no key may stand twice.
 */
final class HeaderParser {
  private static final String METADATA = "__metadata__";
  private static final int HIGHEST_RANK = 64;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES) // would outlive the file
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
          .build();

  private final JsonParser json;
  private final String file;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<Header.Entry> entries = new ArrayList<>();

  private HeaderParser(JsonParser json, String file) {
    this.json = json;
    this.file = file;
  }

  /**
   * Parses a header.
   *
   * @throws WeightsException with the tensor or the character where a rule is broken
   */
  static Header parse(byte[] bytes, String file) {
    InputStreamReader text =
        new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8.newDecoder());
    try (JsonParser json = JSON.createParser(text)) {
      if (bytes.length == 0 || bytes[0] != '{') {
        throw WeightsException.at(file, "header", "not a JSON object");
      }
      HeaderParser parser = new HeaderParser(json, file);
      parser.object();
      return Header.of(parser.entries.toArray(new Header.Entry[0]), parser.metadata, file);
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
      throw WeightsException.at(file, "header character " + at, e.getOriginalMessage());
    } catch (IOException e) {
      throw WeightsException.at(file, "header", "not UTF-8");
    }
  }

  private void object() throws IOException {
    json.nextToken();
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      String place = key.equals(METADATA) ? "metadata" : "tensor '" + key + "'";
      JsonToken value = json.nextToken();
      if (value != JsonToken.START_OBJECT) {
        throw WeightsException.at(file, place, "not a JSON object");
      }
      try {
        if (key.equals(METADATA)) {
          text();
        } else {
          entries.add(entry(key));
        }
      } catch (IllegalArgumentException e) {
        throw WeightsException.at(file, place, String.valueOf(e.getMessage()));
      }
    }
    if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
      throw WeightsException.at(file, "header", "not one JSON object");
    }
  }

  private void text() throws IOException {
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      String value = json.nextTextValue();
      if (value == null) {
        throw new IllegalArgumentException("'" + key + "' is not text");
      }
      metadata.put(key, value);
    }
  }

  private Header.Entry entry(String name) throws IOException {
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      switch (key) {
        case "dtype" -> type = json.nextTextValue();
        case "shape" -> shape = sizes();
        case "data_offsets" -> offsets = sizes();
        default -> {
          json.nextToken();
          json.skipChildren();
        }
      }
    }
    if (type == null || shape == null || offsets == null || offsets.size() != 2) {
      throw new IllegalArgumentException("needs dtype, shape and two data_offsets");
    }
    return new Header.Entry(name, type(type), shape, offsets.get(0), offsets.get(1));
  }

  private static DType type(String name) {
    try {
      return DType.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("elements of type " + name + " are not supported", e);
    }
  }

  private @Nullable List<Long> sizes() throws IOException {
    if (json.nextToken() != JsonToken.START_ARRAY) {
      return null;
    }
    List<Long> sizes = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      boolean whole =
          json.currentToken() == JsonToken.VALUE_NUMBER_INT
              && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
      if (!whole || json.getLongValue() < 0) {
        throw new IllegalArgumentException("a size that is no size");
      }
      if (sizes.size() == HIGHEST_RANK) {
        throw new IllegalArgumentException("more than " + HIGHEST_RANK + " sizes");
      }
      sizes.add(json.getLongValue());
    }
    return List.copyOf(sizes);
  }
}
