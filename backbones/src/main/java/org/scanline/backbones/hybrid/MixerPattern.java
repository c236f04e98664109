package org.scanline.backbones.hybrid;

import java.util.List;

/**
 * Which mixer each layer has, such as {@code 6×GatedDeltaNet:1×window(size=64)}.
 *
 * <p>Items are separated by colons. An item is a mixer, maybe after a number of layers and × or x;
 * {@code [-1,1]} after the name asks for eigenvalues of both signs, {@code (name=value,...)} sets
 * options. The pattern is repeated until all layers have a mixer.
 *
 * @param mixers one repetition, layer by layer
 */
public record MixerPattern(List<MixerChoice> mixers) {

  /** Checks that there is a mixer. */
  public MixerPattern {
    mixers = List.copyOf(mixers);
    if (mixers.isEmpty()) {
      throw new IllegalArgumentException("a mixer pattern needs at least one mixer");
    }
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException with the pattern, what is wrong in it and where
   */
  public static MixerPattern parse(String text) {
    return new PatternParser(text).pattern();
  }

  /** The same mixer in all layers. */
  public static MixerPattern of(MixerKind kind) {
    return new MixerPattern(List.of(kind.choice()));
  }

  /** The mixer of a layer, from 0. */
  public MixerChoice at(int layer) {
    return mixers.get(layer % mixers.size());
  }

  /** Whether the state of a stack has the same size however long the sequence is. */
  public boolean fixedState() {
    return mixers.stream().allMatch(mixer -> mixer.kind().fixedState());
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int from = 0; from < mixers.size(); ) {
      int to = from + 1;
      while (to < mixers.size() && mixers.get(to).equals(mixers.get(from))) {
        to++;
      }
      text.append(from > 0 ? ":" : "");
      if (mixers.size() > 1) {
        text.append(to - from).append('×');
      }
      text.append(mixers.get(from));
      from = to;
    }
    return text.toString();
  }
}
