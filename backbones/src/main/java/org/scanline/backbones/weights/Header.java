package org.scanline.backbones.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of contents of a safetensors file.
 *
 * @param entries tensors in the order of their bytes, which they cover without gap or overlap
 * @param metadata free text by key
 * @param bytes length of all tensors together
 */
record Header(List<Entry> entries, Map<String, String> metadata, long bytes) {
  static final int LONGEST = 100_000_000; // bytes, as in the reference reader
  private static final String METADATA = "__metadata__";

  /** One tensor: its place is begin..end, counted from the end of the header. */
  record Entry(String name, DType dtype, long[] shape, long begin, long end) {}

  /**
   * Parses and checks a header before anything is allocated for the tensors.
   *
   * @throws WeightsException naming the first tensor that breaks a rule
   */
  static Header parse(byte[] json, String file) {
    JsonNode root = tree(json, file);
    if (!root.isObject()) {
      throw new WeightsException(file + ": the header is not a JSON object");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    for (Iterator<Map.Entry<String, JsonNode>> it = root.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> field = it.next();
      if (field.getKey().equals(METADATA)) {
        readMetadata(field.getValue(), metadata, file);
      } else {
        entries.add(entry(field.getKey(), field.getValue(), file));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    return new Header(entries, metadata, covered(entries, file));
  }

  private static JsonNode tree(byte[] json, String file) {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
            .build();
    try (JsonParser parser = factory.createParser(json)) {
      JsonNode root = new ObjectMapper(factory).readTree(parser);
      if (root == null || parser.nextToken() != null) {
        throw new WeightsException(file + ": the header is not one JSON object");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new WeightsException(file + ": bad header: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new WeightsException(file + ": bad header: " + e.getMessage(), e);
    }
  }

  private static void readMetadata(JsonNode node, Map<String, String> into, String file) {
    if (!node.isObject()) {
      throw new WeightsException(file + ": the metadata is not a JSON object");
    }
    for (Iterator<Map.Entry<String, JsonNode>> it = node.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> field = it.next();
      if (!field.getValue().isTextual()) {
        throw new WeightsException(file + ": metadata '" + field.getKey() + "' is not text");
      }
      into.put(field.getKey(), field.getValue().textValue());
    }
  }

  private static Entry entry(String name, JsonNode node, String file) {
    String where = file + ": tensor '" + name + "': ";
    JsonNode type = node.path("dtype");
    JsonNode offsets = node.path("data_offsets");
    JsonNode sizes = node.path("shape");
    if (!type.isTextual() || !offsets.isArray() || offsets.size() != 2 || !sizes.isArray()) {
      throw new WeightsException(where + "needs dtype, shape and two data_offsets");
    }
    long[] shape = new long[sizes.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = whole(sizes.get(i), where);
    }
    DType dtype;
    long bytes;
    try {
      dtype = DType.valueOf(type.textValue());
      bytes = Arrays.stream(shape).reduce(dtype.bytes(), Math::multiplyExact);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new WeightsException(where + "unknown type or size: " + e.getMessage(), e);
    }
    long begin = whole(offsets.get(0), where);
    long end = whole(offsets.get(1), where);
    if (end < begin || end - begin != bytes) {
      throw new WeightsException(
          where + "type and shape need " + bytes + " bytes, data_offsets say " + (end - begin));
    }
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new WeightsException(where + "more than 2 GiB in one tensor");
    }
    return new Entry(name, dtype, shape, begin, end);
  }

  private static long whole(JsonNode node, String where) {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw new WeightsException(where + "not a size: " + node);
    }
    return node.longValue();
  }

  private static long covered(List<Entry> entries, String file) {
    long end = 0;
    for (Entry entry : entries) {
      if (entry.begin() != end) {
        throw new WeightsException(
            file
                + ": tensor '"
                + entry.name()
                + "' "
                + (entry.begin() < end ? "overlaps the one before" : "leaves a hole before it"));
      }
      end = entry.end();
    }
    return end;
  }
}
