package org.scanline.audio.separation.published;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of YAML that publishers' settings are written in: maps and lists by indentation, lists
 * and maps in brackets, plain and quoted words, comments. Tags such as {@code !!python/tuple} are
 * passed over, nothing is ever made by them; anchors and texts over several lines are refused.
 */
final class PlainYaml {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MOST_CHARACTERS = 1 << 20;
  private static final int DEEPEST = 40;
  private static final Pattern KEY =
      Pattern.compile(
          "(\"[^\"]*\"|'[^']*'|[^\\s\\[\\]{}\"',#&*!|>-][^:#]*?|-[^\\s:#]+)\\s*:(\\s+|$)");

  /** A line, or several that brackets hold together. */
  private record Line(int number, int indent, String text) {}

  private final List<Line> lines = new ArrayList<>();
  private int next;

  private PlainYaml() {}

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException in one line, with the number of the line that is not
   *     understood
   */
  static JsonNode read(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException("longer than any settings are");
    }
    PlainYaml yaml = new PlainYaml();
    yaml.split(text);
    if (yaml.lines.isEmpty()) {
      return NODES.missingNode();
    }
    JsonNode all = yaml.block(yaml.lines.get(0).indent(), 0);
    if (yaml.next < yaml.lines.size()) {
      throw wrong(yaml.lines.get(yaml.next), "does not fit the indentation before it");
    }
    return all;
  }

  private static IllegalArgumentException wrong(Line line, String what) {
    return new IllegalArgumentException("line " + line.number() + " " + what);
  }

  private void split(String text) {
    int number = 0;
    StringBuilder open = new StringBuilder();
    int from = 0;
    int indent = 0;
    for (String raw : text.split("\\R", -1)) {
      number++;
      String bare = uncommented(raw);
      if (bare.isBlank() || (open.isEmpty() && bare.strip().matches("---|\\.\\.\\.|%.*"))) {
        continue;
      }
      if (open.isEmpty()) {
        from = number;
        indent = bare.length() - bare.stripLeading().length();
      }
      open.append(open.isEmpty() ? "" : " ").append(bare.strip());
      if (depth(open) <= 0) {
        lines.add(new Line(from, indent, open.toString()));
        open.setLength(0);
      }
    }
    if (!open.isEmpty()) {
      throw new IllegalArgumentException("line " + from + " opens a bracket that nothing closes");
    }
  }

  private static String uncommented(String line) {
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '#' && (i == 0 || Character.isWhitespace(line.charAt(i - 1)))) {
        return line.substring(0, i);
      }
    }
    return line;
  }

  private static int depth(CharSequence text) {
    int depth = 0;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else {
        depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
      }
    }
    return depth;
  }

  private JsonNode block(int indent, int depth) {
    if (depth > DEEPEST) {
      throw wrong(lines.get(next), "lies too deep");
    }
    return isItem(lines.get(next)) ? list(indent, depth) : map(indent, depth);
  }

  private static boolean isItem(Line line) {
    return line.text().equals("-") || line.text().startsWith("- ");
  }

  private boolean continues(int indent) {
    return next < lines.size() && lines.get(next).indent() == indent;
  }

  private ArrayNode list(int indent, int depth) {
    ArrayNode list = NODES.arrayNode();
    while (continues(indent) && isItem(lines.get(next))) {
      Line line = lines.get(next);
      String item = line.text().substring(1);
      int inner = indent + 1 + item.length() - item.stripLeading().length();
      item = untagged(item.strip());
      if (!item.isEmpty() && (KEY.matcher(item).lookingAt() || item.startsWith("- "))) {
        lines.set(next, new Line(line.number(), inner, item)); // what follows belongs to it
        list.add(block(inner, depth + 1));
      } else {
        next++;
        list.add(value(line, item, indent, depth));
      }
    }
    return list;
  }

  private ObjectNode map(int indent, int depth) {
    ObjectNode map = NODES.objectNode();
    while (continues(indent) && !isItem(lines.get(next))) {
      Line line = lines.get(next++);
      Matcher key = KEY.matcher(line.text());
      if (!key.lookingAt()) {
        throw wrong(line, "is no 'key: value'");
      }
      String name = scalar(line, key.group(1).strip()).asText();
      if (map.has(name)) {
        throw wrong(line, "gives '" + name + "' again");
      }
      map.set(name, value(line, untagged(line.text().substring(key.end()).strip()), indent, depth));
    }
    return map;
  }

  private JsonNode value(Line line, String text, int indent, int depth) {
    if (text.isEmpty()) {
      if (next < lines.size()) {
        Line below = lines.get(next);
        if (below.indent() > indent
            || (below.indent() == indent && isItem(below) && !isItem(line))) {
          return block(below.indent(), depth + 1);
        }
      }
      return NODES.nullNode();
    }
    if (text.startsWith("[") || text.startsWith("{")) {
      return new Brackets(line, text).all();
    }
    return scalar(line, text);
  }

  private static String untagged(String text) {
    String rest = text;
    while (rest.startsWith("!")) {
      int end = rest.indexOf(' ');
      rest = end < 0 ? "" : rest.substring(end).strip();
    }
    return rest;
  }

  private static JsonNode scalar(Line line, String text) {
    char first = text.charAt(0);
    if (first == '"' || first == '\'') {
      if (text.length() < 2 || text.charAt(text.length() - 1) != first) {
        throw wrong(line, "opens a quotation that nothing closes");
      }
      return NODES.textNode(text.substring(1, text.length() - 1));
    }
    if (first == '&' || first == '*' || first == '|' || first == '>') {
      throw wrong(line, "uses a part of YAML that is not read here: " + first);
    }
    if (text.matches("[-+]?[0-9]{1,18}")) {
      return NODES.numberNode(Long.parseLong(text));
    }
    if (text.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?")) {
      return NODES.numberNode(Double.parseDouble(text));
    }
    return switch (text) {
      case "true", "True", "yes" -> NODES.booleanNode(true);
      case "false", "False", "no" -> NODES.booleanNode(false);
      case "null", "~", "None" -> NODES.nullNode();
      default -> NODES.textNode(text);
    };
  }

  /** Lists and maps in brackets. */
  private static final class Brackets {
    private final Line line;
    private final String text;
    private int at;

    Brackets(Line line, String text) {
      this.line = line;
      this.text = text;
    }

    JsonNode all() {
      JsonNode value = value(0);
      if (!text.substring(at).isBlank()) {
        throw wrong(line, "goes on behind its brackets");
      }
      return value;
    }

    private char peek() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (at == text.length()) {
        throw wrong(line, "ends within brackets");
      }
      return text.charAt(at);
    }

    private JsonNode value(int depth) {
      if (depth > DEEPEST) {
        throw wrong(line, "lies too deep");
      }
      char c = peek();
      return c == '[' ? list(depth) : c == '{' ? map(depth) : scalar(line, word());
    }

    private ArrayNode list(int depth) {
      ArrayNode list = NODES.arrayNode();
      at++;
      while (peek() != ']') {
        list.add(value(depth + 1));
        comma(']');
      }
      at++;
      return list;
    }

    private ObjectNode map(int depth) {
      ObjectNode map = NODES.objectNode();
      at++;
      while (peek() != '}') {
        String key = scalar(line, word()).asText();
        if (peek() != ':') {
          throw wrong(line, "has a key without value");
        }
        at++;
        map.set(key, value(depth + 1));
        comma('}');
      }
      at++;
      return map;
    }

    private void comma(char end) {
      char c = peek();
      if (c == ',') {
        at++;
      } else if (c != end) {
        throw wrong(line, "lacks a comma or " + end);
      }
    }

    private String word() {
      int from = at;
      char quote = text.charAt(at) == '"' || text.charAt(at) == '\'' ? text.charAt(at) : 0;
      at++;
      while (at < text.length()
          && (quote != 0 ? text.charAt(at - 1) != quote || at - 1 == from : !ends())) {
        at++;
      }
      String word = text.substring(from, at).strip();
      if (word.isEmpty() || ",:]}".indexOf(word.charAt(0)) >= 0) {
        throw wrong(line, "has an empty place");
      }
      return word;
    }

    private boolean ends() {
      return ",]}:".indexOf(text.charAt(at)) >= 0;
    }
  }
}
