package org.scanline.audio.separation.net.demucs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.weights.PickledObject;
import org.scanline.backbones.weights.WeightsException;

/**
 * The keyword arguments that a net was made with, as the publisher stores them; those that nobody
 * asks for are dropped, as the publisher's loader does.
 *
 * @param json name to value; a fraction is text such as 39/5
 */
record Keywords(ObjectNode json) {

  /** From a pickled dict. */
  static Keywords of(Map<?, ?> pickled) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    pickled.forEach((name, value) -> json.set(String.valueOf(name), node(value)));
    return new Keywords(json);
  }

  private static JsonNode node(@Nullable Object value) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    if (value instanceof Boolean flag) {
      return make.booleanNode(flag);
    }
    if (value instanceof Long number) {
      return make.numberNode(number);
    }
    if (value instanceof Double number) {
      return make.numberNode(number);
    }
    if (value instanceof String text) {
      return make.textNode(text);
    }
    if (value instanceof List<?> list) {
      ArrayNode array = make.arrayNode();
      list.forEach(item -> array.add(node(item)));
      return array;
    }
    if (value instanceof PickledObject object && object.type().name().equals("Fraction")) {
      List<String> parts = object.arguments().stream().map(String::valueOf).toList();
      return make.textNode(String.join("/", parts));
    }
    return make.nullNode();
  }

  private JsonNode at(String name) {
    return json.path(name);
  }

  private WeightsException wrong(String name, String wanted) {
    return new WeightsException("setting " + name + "=" + at(name) + " must be " + wanted);
  }

  private boolean absent(String name) {
    return at(name).isMissingNode() || at(name).isNull();
  }

  /** A whole number. */
  int integer(String name, int otherwise) {
    if (absent(name)) {
      return otherwise;
    }
    JsonNode value = at(name);
    if (!value.isNumber() || !value.canConvertToInt() || value.asDouble() != value.asInt()) {
      throw wrong(name, "a whole number");
    }
    return value.asInt();
  }

  /** A number; a fraction is divided. */
  double number(String name, double otherwise) {
    if (absent(name)) {
      return otherwise;
    }
    long[] fraction = fraction(name);
    return fraction == null ? at(name).asDouble() : (double) fraction[0] / fraction[1];
  }

  /** Seconds as frames, rounded down; exact for a fraction. */
  int frames(String name, int rate, double otherwise) {
    long[] fraction = absent(name) ? null : fraction(name);
    double frames =
        fraction == null
            ? Math.floor(number(name, otherwise) * rate)
            : (double) Math.floorDiv(Math.multiplyExact(fraction[0], rate), fraction[1]);
    if (!(frames >= 1 && frames <= Integer.MAX_VALUE)) {
      throw wrong(name, "a time of at least one frame");
    }
    return (int) frames;
  }

  private long @Nullable [] fraction(String name) {
    if (at(name).isNumber()) {
      return null;
    }
    String[] parts = at(name).asText().split("/", -1);
    try {
      long above = Long.parseLong(parts[0].strip());
      long below = parts.length == 1 ? 1 : Long.parseLong(parts[1].strip());
      if (parts.length <= 2 && below >= 1 && Math.abs(above) <= Integer.MAX_VALUE) {
        return new long[] {above, below};
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw wrong(name, "a number or a fraction");
  }

  /** A truth value; as in Python a number counts as true unless it is 0. */
  boolean flag(String name, boolean otherwise) {
    if (absent(name)) {
      return otherwise;
    }
    if (!at(name).isBoolean() && !at(name).isNumber()) {
      throw wrong(name, "true or false");
    }
    return at(name).isBoolean() ? at(name).asBoolean() : at(name).asDouble() != 0;
  }

  /** A word. */
  String word(String name, String otherwise) {
    return absent(name) ? otherwise : at(name).asText();
  }

  /** A list of words. */
  List<String> words(String name) {
    List<String> words = new ArrayList<>();
    at(name).forEach(item -> words.add(item.asText()));
    if (words.isEmpty()) {
      throw wrong(name, "a list of names");
    }
    return List.copyOf(words);
  }

  /** A list of numbers, empty where there is none. */
  List<Double> numbers(String name) {
    List<Double> numbers = new ArrayList<>();
    at(name).forEach(item -> numbers.add(item.asDouble()));
    return List.copyOf(numbers);
  }

  /** Refuses a value that this reader of the net cannot honour. */
  void demand(String name, boolean held, String wanted) {
    if (!held) {
      throw wrong(name, wanted + " for Scanline to run it");
    }
  }
}
