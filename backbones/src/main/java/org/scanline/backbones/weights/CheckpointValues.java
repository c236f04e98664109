package org.scanline.backbones.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint's values as JSON in the metadata of a safetensors file, and back.
 *
 * <p>Text, numbers, truth values, null, lists and dicts are themselves. What JSON lacks is an
 * object with the key {@value #MARK}: {@code tensor} (by its name in the file), {@code name},
 * {@code object}, {@code bytes}, {@code integer}, {@code double} (not finite), and {@code dict} for
 * a dict that has this very key. Depth and length are bounded. Thread-safe.
 */
final class CheckpointValues {
  /** Key of the metadata. */
  static final String KEY = "scanline.checkpoint";

  private static final String MARK = "$";
  private static final int LONGEST = 16 << 20; // characters
  private static final int DEEPEST = 1000; // nodes; a value nests at most 256 deep
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Map<String, Tensor> tensors;
  private final Map<String, Tensor> named = new LinkedHashMap<>();

  private CheckpointValues(Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  /** The values as text; tensors are named by their dotted paths. */
  static String text(Map<String, @Nullable Object> values) {
    try {
      String text = new ObjectMapper().writeValueAsString(node(values, ""));
      if (text.length() > LONGEST) {
        throw new WeightsException("more values beside the tensors than are kept: " + LONGEST);
      }
      return text;
    } catch (JsonProcessingException e) {
      throw new WeightsException("the values beside the tensors cannot be written", e);
    }
  }

  /** The checkpoint whose values stand in the metadata of a file. */
  static Checkpoint read(Safetensors.Contents contents, String text, FileBytes file) {
    try {
      if (text.length() > LONGEST) {
        throw new IllegalArgumentException("longer than " + LONGEST);
      }
      CheckpointValues reader = new CheckpointValues(contents.tensors());
      Object root = reader.value(new ObjectMapper().readTree(text), 0);
      if (reader.named.size() < contents.tensors().size()) {
        throw new IllegalArgumentException("it does not name all tensors");
      }
      if (!(root instanceof Map<?, ?> map)) {
        throw new IllegalArgumentException("it is no dict");
      }
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      map.forEach((key, value) -> values.put((String) key, value));
      return new Checkpoint(
          Checkpoint.Format.SAFETENSORS,
          Collections.unmodifiableMap(reader.named),
          Collections.unmodifiableMap(values));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw file.wrong("metadata '" + KEY + "'", reason);
    }
  }

  private static JsonNode node(@Nullable Object value, String path) {
    if (value == null) {
      return NODES.nullNode();
    }
    if (value instanceof Map<?, ?> map) {
      return dict(map, path);
    }
    if (value instanceof List<?> list) {
      ArrayNode array = NODES.arrayNode();
      for (int i = 0; i < list.size(); i++) {
        array.add(node(list.get(i), below(path, Integer.toString(i))));
      }
      return array;
    }
    if (value instanceof PickledObject object) {
      ObjectNode node = marked("object").put("module", object.type().module());
      node.put("name", object.type().name());
      node.set("arguments", node(object.arguments(), below(path, "arguments")));
      node.set("state", node(object.state(), path));
      node.set("items", node(object.items(), path));
      node.set("entries", node(object.entries(), path));
      return node;
    }
    return leaf(value, path);
  }

  private static JsonNode dict(Map<?, ?> map, String path) {
    ObjectNode object = NODES.objectNode();
    map.forEach((key, value) -> object.set((String) key, node(value, below(path, (String) key))));
    return map.containsKey(MARK) ? marked("dict").set("of", object) : object;
  }

  private static JsonNode leaf(Object value, String path) {
    if (value instanceof Tensor) {
      return marked("tensor").put("is", path);
    }
    if (value instanceof String text) {
      return NODES.textNode(text);
    }
    if (value instanceof Boolean truth) {
      return NODES.booleanNode(truth);
    }
    if (value instanceof Long number) {
      return NODES.numberNode(number);
    }
    if (value instanceof Double number) {
      return Double.isFinite(number)
          ? NODES.numberNode(number)
          : marked("double").put("is", number.toString());
    }
    if (value instanceof BigInteger number) {
      return marked("integer").put("is", number.toString());
    }
    if (value instanceof PickledName name) {
      return marked("name").put("module", name.module()).put("name", name.name());
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return marked("bytes").put("is", Base64.getEncoder().encodeToString(bytes));
    }
    throw new IllegalArgumentException("a value of type " + value.getClass().getSimpleName());
  }

  private static ObjectNode marked(String kind) {
    return NODES.objectNode().put(MARK, kind);
  }

  private static String below(String path, String step) {
    return path.isEmpty() ? step : path + "." + step;
  }

  private @Nullable Object value(JsonNode node, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("nested too deeply");
    }
    if (node.isArray()) {
      return list(node, depth);
    }
    if (node.isObject()) {
      return node.has(MARK) ? special(node, depth) : map(node, depth);
    }
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isNull()) {
      return null;
    }
    if (node.isFloatingPointNumber()) {
      return node.doubleValue();
    }
    if (node.canConvertToLong()) {
      return node.longValue();
    }
    throw new IllegalArgumentException("a number that is too large");
  }

  private Map<String, @Nullable Object> map(JsonNode node, int depth) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    node.fields().forEachRemaining(e -> map.put(e.getKey(), value(e.getValue(), depth + 1)));
    return Collections.unmodifiableMap(map);
  }

  private List<@Nullable Object> list(JsonNode node, int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    node.forEach(item -> list.add(value(item, depth + 1)));
    return Collections.unmodifiableList(list);
  }

  private @Nullable Object special(JsonNode node, int depth) {
    String kind = node.path(MARK).asText();
    String is = node.path("is").asText();
    return switch (kind) {
      case "tensor" -> tensor(is);
      case "dict" -> map(node.path("of"), depth);
      case "bytes" -> ByteBuffer.wrap(Base64.getDecoder().decode(is)).asReadOnlyBuffer();
      case "integer" -> integer(is);
      case "double" -> Double.valueOf(is);
      case "name" -> name(node);
      case "object" ->
          new PickledObject(
              name(node),
              list(node.path("arguments"), depth),
              value(node.path("state"), depth + 1),
              list(node.path("items"), depth),
              map(node.path("entries"), depth));
      default -> throw new IllegalArgumentException("a value of unknown kind '" + kind + "'");
    };
  }

  private static PickledName name(JsonNode node) {
    return new PickledName(node.path("module").asText(), node.path("name").asText());
  }

  private static BigInteger integer(String digits) {
    if (digits.length() > 1000) {
      throw new IllegalArgumentException("a number of " + digits.length() + " digits");
    }
    return new BigInteger(digits);
  }

  private Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("it names tensor '" + name + "', which is not there");
    }
    named.put(name, tensor);
    return tensor;
  }
}
