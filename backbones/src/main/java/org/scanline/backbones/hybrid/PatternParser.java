package org.scanline.backbones.hybrid;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** Reads the text of a {@link MixerPattern} from left to right. */
final class PatternParser {
  private static final int MOST = 10_000;
  private final String text;
  private int at;

  PatternParser(String text) {
    this.text = text;
  }

  MixerPattern pattern() {
    List<MixerChoice> mixers = new ArrayList<>();
    do {
      int count = count();
      MixerChoice mixer = mixer();
      for (int i = 0; i < count; i++) {
        mixers.add(mixer);
      }
    } while (skip(':'));
    if (at < text.length()) {
      throw wrong(at, "':' or the end should be here");
    }
    return new MixerPattern(mixers);
  }

  /** The number before × or x, or 1. */
  private int count() {
    spaces();
    int start = at;
    if (at == text.length() || !Character.isDigit(text.charAt(at))) {
      return 1;
    }
    int count = number();
    if (count < 1) {
      throw wrong(start, "a mixer must stand in at least 1 layer");
    }
    if (!skip('×') && !skip('x')) {
      throw wrong(at, "'x' and a mixer should follow the number");
    }
    return count;
  }

  private MixerChoice mixer() {
    spaces();
    int start = at;
    String name = word(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.');
    if (name.isEmpty()) {
      throw wrong(at, "a mixer should be here");
    }
    MixerKind kind =
        MixerKind.named(name)
            .orElseThrow(
                () ->
                    wrong(start, "unknown mixer '" + name + "'; known are " + MixerKind.titles()));
    boolean negative = eigenvalues();
    Map<String, Integer> options = options();
    try {
      return new MixerChoice(kind, options, negative);
    } catch (IllegalArgumentException e) {
      throw wrong(start, String.valueOf(e.getMessage()));
    }
  }

  /** Reads [-1,1] or [0,1]. */
  private boolean eigenvalues() {
    int start = at;
    if (!skip('[')) {
      return false;
    }
    String range = word(c -> c != ']').replace(" ", "");
    if (!skip(']') || !(range.equals("-1,1") || range.equals("0,1"))) {
      throw wrong(start, "eigenvalues lie in [-1,1] or [0,1]");
    }
    return range.equals("-1,1");
  }

  private Map<String, Integer> options() {
    Map<String, Integer> options = new TreeMap<>();
    if (!skip('(')) {
      return options;
    }
    do {
      spaces();
      int start = at;
      String name = word(Character::isLetter);
      if (name.isEmpty() || !skip('=')) {
        throw wrong(start, "an option is written name=number");
      }
      spaces();
      if (options.put(name, number()) != null) {
        throw wrong(start, "option '" + name + "' stands twice");
      }
    } while (skip(','));
    if (!skip(')')) {
      throw wrong(at, "',' or ')' should be here");
    }
    return options;
  }

  private int number() {
    int start = at;
    String digits = word(Character::isDigit);
    if (digits.isEmpty() || digits.length() > 5 || Integer.parseInt(digits) > MOST) {
      throw wrong(start, "a number up to " + MOST + " should be here");
    }
    return Integer.parseInt(digits);
  }

  private String word(IntPredicate belongs) {
    int start = at;
    while (at < text.length() && belongs.test(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private boolean skip(char wanted) {
    spaces();
    boolean there = at < text.length() && text.charAt(at) == wanted;
    at += there ? 1 : 0;
    return there;
  }

  private void spaces() {
    word(c -> c == ' ');
  }

  private IllegalArgumentException wrong(int place, String what) {
    return new IllegalArgumentException(
        "mixer pattern '%s', character %d: %s".formatted(text, place + 1, what));
  }
}
