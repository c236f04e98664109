package org.scanline.audio.separation.net.masking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.backbones.weights.WeightsException;

/**
 * What a publisher says of a net besides its weights: in a JSON or YAML file beside them, whose
 * word goes first, or in the file of weights itself. Thread-safe.
 */
public final class Settings {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String file;
  private final JsonNode beside;
  private final JsonNode inside;

  /**
   * Collects the settings.
   *
   * @param keys lead to the dict in the file of weights, such as {@code model_args}; none for the
   *     outermost one
   */
  public Settings(PublishedFile file, String... keys) {
    this.file = file.name();
    beside = file.config();
    @Nullable Object values =
        keys.length == 0 ? file.checkpoint().values() : file.checkpoint().value(keys);
    inside = JSON.valueToTree(plain(values));
  }

  /** Text, numbers, and lists and maps of such; what else a pickle may hold is left out. */
  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, each) -> copy.put(String.valueOf(key), plain(each)));
      return copy;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(each -> copy.add(plain(each)));
      return copy;
    }
    return value instanceof String || value instanceof Number || value instanceof Boolean
        ? value
        : null;
  }

  private JsonNode node(String name) {
    JsonNode first = beside.path(name);
    return first.isMissingNode() || first.isNull() ? inside.path(name) : first;
  }

  /** Whether the setting is there. */
  public boolean has(String name) {
    JsonNode node = node(name);
    return !node.isMissingNode() && !node.isNull();
  }

  /**
   * A whole number.
   *
   * @throws WeightsException when it is something else
   */
  public int number(String name, int otherwise) {
    JsonNode node = node(name);
    if (!has(name)) {
      return otherwise;
    }
    if (!node.isNumber() || node.doubleValue() != node.intValue()) {
      throw wrong(name, "a whole number");
    }
    return node.intValue();
  }

  /**
   * Yes or no.
   *
   * @throws WeightsException when it is something else
   */
  public boolean flag(String name, boolean otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    if (!node(name).isBoolean()) {
      throw wrong(name, "true or false");
    }
    return node(name).booleanValue();
  }

  /**
   * A word.
   *
   * @throws WeightsException when it is something else
   */
  public String word(String name, String otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    if (!node(name).isTextual()) {
      throw wrong(name, "a word");
    }
    return node(name).textValue();
  }

  /** The words of a list; empty where there is none. */
  public List<String> words(String name) {
    List<String> words = new ArrayList<>();
    node(name).forEach(each -> words.add(each.asText()));
    return words;
  }

  /**
   * Demands that a setting, where it is there, has one of some values.
   *
   * @throws WeightsException when it has another one
   */
  public void demand(String name, List<String> known) {
    if (has(name) && !known.contains(node(name).asText())) {
      throw wrong(name, String.join(" or ", known));
    }
  }

  private WeightsException wrong(String name, String wanted) {
    return new WeightsException("%s: %s=%s must be %s".formatted(file, name, node(name), wanted));
  }

  /** Names of so many sources: those that the settings have, else speech or speaker1, and so on. */
  public List<String> stems(int count) {
    List<String> named = words("sources");
    if (named.size() == count) {
      return named;
    }
    if (count == 1) {
      return List.of("speech");
    }
    List<String> speakers = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      speakers.add("speaker" + i);
    }
    return speakers;
  }
}
