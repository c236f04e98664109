package org.scanline.backbones.weights;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values on the stack of {@link Pickle} that have no Java type of their own. */
final class PickleValue {
  private static final int LONGEST_TUPLE_KEY = 16; // elements
  private static final int LONGEST_KEY_TEXT = 256; // characters, of a tuple

  private PickleValue() {}

  /** Python's None. */
  enum None {
    NONE
  }

  /** A tuple. Never hashed: tuples can share parts so often that walking them has no end. */
  record Tuple(List<Object> items) {}

  /** A dict of any kind; keys are text, and none may stand twice. */
  static final class Dict {
    final Map<String, Object> entries = new LinkedHashMap<>();

    void put(Object key, Object value) {
      String text = key instanceof Inert inert ? inert.type + "#" + entries.size() : text(key);
      if (entries.putIfAbsent(text, value) != null) {
        throw new IllegalArgumentException("key '" + text + "' stands twice");
      }
    }
  }

  /** The outcome of a call that was not made. */
  static final class Inert {
    final PickledName type;
    final List<Object> arguments;
    final List<Object> items = new ArrayList<>(0);
    final Dict entries = new Dict();
    Object state = None.NONE;

    Inert(PickledName type, List<Object> arguments) {
      this.type = type;
      this.arguments = arguments;
    }
  }

  /** A key as text; containers other than short tuples of scalars are refused. */
  private static String text(Object key) {
    if (!(key instanceof Tuple tuple)) {
      return scalar(key);
    }
    StringBuilder text = new StringBuilder("(");
    for (Object item : tuple.items()) {
      text.append(text.length() > 1 ? ", " : "").append(scalar(item));
      if (tuple.items().size() > LONGEST_TUPLE_KEY || text.length() > LONGEST_KEY_TEXT) {
        throw new IllegalArgumentException("a key that is too long");
      }
    }
    return text.append(')').toString();
  }

  private static String scalar(Object key) {
    if (key instanceof String text) {
      return text;
    }
    if (key instanceof Long
        || key instanceof Double
        || key instanceof Boolean
        || key instanceof BigInteger
        || key instanceof PickledName) {
      return key.toString();
    }
    if (key == None.NONE) {
      return "None";
    }
    throw new IllegalArgumentException("a key that is neither text nor a number");
  }
}
