package org.scanline.backbones.hybrid;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.scanline.backbones.mixer.Mixer;

/**
 * A kind of mixer with its options; its text form is {@code window(size=64)} or {@code
 * DeltaNet[-1,1]}.
 *
 * @param kind which mixer
 * @param options what differs from the kind's defaults
 * @param negativeEigenvalues whether the transition's eigenvalues lie in [-1,1] instead of [0,1]
 */
public record MixerChoice(
    MixerKind kind, Map<String, Integer> options, boolean negativeEigenvalues) {

  /** Checks that the kind has these options. */
  public MixerChoice {
    options = new TreeMap<>(options);
    options.forEach(
        (name, value) -> {
          if (!kind.defaults().containsKey(name)) {
            throw new IllegalArgumentException(
                "%s has no option '%s'; it has %s"
                    .formatted(
                        kind.title(),
                        name,
                        kind.defaults().isEmpty() ? "none" : kind.defaults().keySet()));
          }
          if (value < 1) {
            throw new IllegalArgumentException(name + "=" + value + " must be at least 1");
          }
        });
    options
        .entrySet()
        .removeIf(option -> option.getValue().equals(kind.defaults().get(option.getKey())));
    if (negativeEigenvalues && !kind.signed()) {
      throw new IllegalArgumentException(kind.title() + " has no form with eigenvalues in [-1,1]");
    }
  }

  @Override
  public Map<String, Integer> options() {
    return new TreeMap<>(options);
  }

  /** The value of an option, given or by default. */
  public int get(String option) {
    Integer value = options.getOrDefault(option, kind.defaults().get(option));
    if (value == null) {
      throw new IllegalArgumentException(kind.title() + " has no option '" + option + "'");
    }
    return value;
  }

  /** Makes the mixer of one layer; its parameters are declared, not yet filled. */
  public Mixer make(MixerPlace place) {
    return kind.make(this, place);
  }

  /** The text that {@link MixerPattern#parse} reads. */
  @Override
  public String toString() {
    String listed =
        options.entrySet().stream()
            .map(option -> option.getKey() + "=" + option.getValue())
            .collect(Collectors.joining(","));
    return kind.title()
        + (negativeEigenvalues ? "[-1,1]" : "")
        + (listed.isEmpty() ? "" : "(" + listed + ")");
  }
}
