package org.scanline.backbones.hybrid;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.scanline.backbones.mixer.GatedLinearAttention;
import org.scanline.backbones.mixer.Mamba2;
import org.scanline.backbones.mixer.Mixer;

/**
 * Every causal mixer by the name that its paper gives it.
 *
 * <p>All carry a state of fixed size, except where {@link #fixedState} says otherwise. Names are
 * found whatever their case.
 */
public enum MixerKind {
  /** Gated linear attention (Yang et al., 2023). */
  GLA(
      "GLA",
      choice ->
          place ->
              new GatedLinearAttention(
                  new GatedLinearAttention.Config(place.width(), place.heads()))),
  /** Mamba-2 (Dao and Gu, 2024); twice the width inside. */
  MAMBA2(
      "Mamba2",
      Map.of("state", 64),
      choice ->
          place ->
              new Mamba2(
                  new Mamba2.Config(
                      place.width(), 2 * place.width(), place.heads(), 1, choice.get("state"))));

  /** Makes the mixer of one layer. */
  @FunctionalInterface
  interface Maker {
    Mixer make(MixerPlace place);
  }

  /** Reads a choice's options. */
  @FunctionalInterface
  interface Options {
    Maker maker(MixerChoice choice);
  }

  private final String title;
  private final Map<String, Integer> defaults;
  private final boolean signed;
  private final boolean fixedState;
  private final Options options;

  MixerKind(String title, Options options) {
    this(title, Map.of(), options);
  }

  MixerKind(String title, Map<String, Integer> defaults, Options options) {
    this(title, defaults, false, true, options);
  }

  MixerKind(
      String title,
      Map<String, Integer> defaults,
      boolean signed,
      boolean fixedState,
      Options options) {
    this.title = title;
    this.defaults = Map.copyOf(defaults);
    this.signed = signed;
    this.fixedState = fixedState;
    this.options = options;
  }

  /** The name as users write it, such as GLA. */
  public String title() {
    return title;
  }

  /** Names and defaults of its options. */
  public Map<String, Integer> defaults() {
    return new TreeMap<>(defaults);
  }

  /** Whether its transition may have eigenvalues in [-1,1] instead of [0,1]. */
  public boolean signed() {
    return signed;
  }

  /** Whether its state has the same size however long the sequence is. */
  public boolean fixedState() {
    return fixedState;
  }

  /** This mixer with its default options. */
  public MixerChoice choice() {
    return new MixerChoice(this, Map.of(), false);
  }

  /** Makes the mixer. */
  Mixer make(MixerChoice choice, MixerPlace place) {
    return options.maker(choice).make(place);
  }

  /** Finds a kind by its title, whatever the case of its letters. */
  public static Optional<MixerKind> named(String title) {
    String wanted = title.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(kind -> kind.title.toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  /** All titles, for messages. */
  public static String titles() {
    return Arrays.stream(values()).map(MixerKind::title).collect(Collectors.joining(", "));
  }
}
