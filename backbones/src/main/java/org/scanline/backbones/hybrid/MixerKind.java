package org.scanline.backbones.hybrid;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.scanline.backbones.mixer.CausalFlowformer;
import org.scanline.backbones.mixer.DeltaNet;
import org.scanline.backbones.mixer.DiagonalAttention;
import org.scanline.backbones.mixer.FullAttention;
import org.scanline.backbones.mixer.GatedDeltaNet;
import org.scanline.backbones.mixer.GatedLinearAttention;
import org.scanline.backbones.mixer.HedgehogAttention;
import org.scanline.backbones.mixer.Hgrn2;
import org.scanline.backbones.mixer.LigerAttention;
import org.scanline.backbones.mixer.LightningAttention;
import org.scanline.backbones.mixer.LinearAttention;
import org.scanline.backbones.mixer.LocalLinear;
import org.scanline.backbones.mixer.LolcatsAttention;
import org.scanline.backbones.mixer.Lssl;
import org.scanline.backbones.mixer.Mamba;
import org.scanline.backbones.mixer.Mamba2;
import org.scanline.backbones.mixer.Mixer;
import org.scanline.backbones.mixer.MixtureOfMemories;
import org.scanline.backbones.mixer.MultiScaleRetention;
import org.scanline.backbones.mixer.NormAttention;
import org.scanline.backbones.mixer.PLstm1d;
import org.scanline.backbones.mixer.Rat;
import org.scanline.backbones.mixer.Rwkv6;
import org.scanline.backbones.mixer.Rwkv7;
import org.scanline.backbones.mixer.S4d;
import org.scanline.backbones.mixer.SparseStateExpansion;
import org.scanline.backbones.mixer.SseGla;
import org.scanline.backbones.mixer.WindowAttention;

/**
 * Every causal mixer by the name that its paper gives it.
 *
 * <p>All carry a state of fixed size, except where {@link #fixedState} says otherwise. Names are
 * found whatever their case.
 */
public enum MixerKind {
  /** Linear attention with elu + 1 (Katharopoulos et al., 2020). */
  LINEAR("linear", (choice, at) -> new LinearAttention(sizes(at, LinearAttention.Config::new))),
  /** Linear attention, normalized afterwards (Qin et al., 2022, TransNormer). */
  NORM_ATTENTION(
      "NormAttention", (choice, at) -> new NormAttention(sizes(at, NormAttention.Config::new))),
  /** Softmax attention in blocks (Qin et al., 2022, TransNormer). */
  DIAGONAL(
      "DiagAttention",
      Map.of("block", 64),
      (choice, at) ->
          new DiagonalAttention(
              new DiagonalAttention.Config(at.width(), at.heads(), choice.get("block")))),
  /** Lightning attention (Qin et al., 2023, TransNormerLLM); decays by depth. */
  LIGHTNING(
      "Lightning",
      (choice, at) ->
          new LightningAttention(
              new LightningAttention.Config(at.width(), at.heads(), at.layer(), at.layers()))),
  /** Retention (Sun et al., 2023). */
  RETNET(
      "RetNet",
      (choice, at) -> new MultiScaleRetention(sizes(at, MultiScaleRetention.Config::new))),
  /** Gated linear attention (Yang et al., 2023). */
  GLA("GLA", (choice, at) -> new GatedLinearAttention(sizes(at, GatedLinearAttention.Config::new))),
  /** HGRN2 (Qin et al., 2024); a backbone learns the lower bounds of its layers together. */
  HGRN2("HGRN2", (choice, at) -> new Hgrn2(sizes(at, Hgrn2.Config::new))),
  /** Mamba (Gu and Dao, 2023); twice the width inside; [-1,1] after Grazzi et al., 2024. */
  MAMBA(
      "Mamba",
      Map.of("state", 16),
      Trait.SIGNED,
      (choice, at) -> {
        Mamba.Config usual = new Mamba.Config(at.width());
        return new Mamba(
            new Mamba.Config(
                usual.width(),
                usual.inner(),
                usual.rank(),
                choice.get("state"),
                choice.negativeEigenvalues()));
      }),
  /** S4D (Gu et al., 2022); modes stand for conjugate pairs. */
  S4D(
      "S4D",
      Map.of("modes", 32),
      (choice, at) -> new S4d(new S4d.Config(at.width(), 2 * choice.get("modes")))),
  /** LSSL (Gu et al., 2021), the definition that S4D approximates. */
  LSSL(
      "LSSL",
      Map.of("state", 64),
      (choice, at) -> new Lssl(new Lssl.Config(at.width(), choice.get("state")))),
  /** Mamba-2 (Dao and Gu, 2024); twice the width inside. */
  MAMBA2(
      "Mamba2",
      Map.of("state", 64),
      (choice, at) ->
          new Mamba2(
              new Mamba2.Config(at.width(), 2 * at.width(), at.heads(), 1, choice.get("state")))),
  /** DeltaNet (Yang et al., 2024); [-1,1] after Grazzi et al., 2024. */
  DELTANET(
      "DeltaNet",
      Trait.SIGNED,
      (choice, at) ->
          new DeltaNet(
              new DeltaNet.Config(at.width(), at.heads(), choice.negativeEigenvalues(), false))),
  /** Gated DeltaNet (Yang et al., 2025). */
  GATED_DELTANET(
      "GatedDeltaNet",
      Trait.SIGNED,
      (choice, at) -> {
        GatedDeltaNet.Config usual = new GatedDeltaNet.Config(at.width(), at.heads());
        return new GatedDeltaNet(
            new GatedDeltaNet.Config(
                usual.width(),
                usual.heads(),
                usual.keys(),
                usual.values(),
                choice.negativeEigenvalues(),
                usual.outputGate()));
      }),
  /** RWKV-6 (Peng et al., 2024): decays of each channel and a bonus for the step itself. */
  RWKV6("RWKV6", (choice, at) -> new Rwkv6(sizes(at, Rwkv6.Config::new))),
  /** RWKV-7 (Peng et al., 2025); in a backbone later layers mix in the values of the first one. */
  RWKV7(
      "RWKV7",
      (choice, at) ->
          new Rwkv7(sizes(at, at.alike() == 0 ? Rwkv7.Config::new : Rwkv7.Config::later))),
  /** pLSTM along a line (Pöppel et al., 2025); its transitions lie in [-1,1] by themselves. */
  PLSTM("pLSTM", (choice, at) -> new PLstm1d(sizes(at, PLstm1d.Config::new))),
  /** Linear attention with the learned maps of Hedgehog (Zhang et al., 2024). */
  HEDGEHOG(
      "Hedgehog", (choice, at) -> new HedgehogAttention(sizes(at, HedgehogAttention.Config::new))),
  /** Window and linear attention under one denominator (Zhang et al., 2024, LoLCATs). */
  LOLCATS(
      "LoLCATs",
      Map.of("size", 64),
      (choice, at) -> new LolcatsAttention(window(at, choice.get("size")))),
  /** The mean of window and gated linear attention (Lan et al., 2025, Liger). */
  LIGER(
      "Liger",
      Map.of("size", 64),
      (choice, at) -> new LigerAttention(window(at, choice.get("size")))),
  /** Averages in chunks, softmax over the chunks (Wei et al., 2025, RAT). */
  RAT(
      "RAT",
      Map.of("chunk", 16),
      Trait.GROWING,
      (choice, at) -> {
        Rat.Config usual = new Rat.Config(at.width(), at.heads());
        return new Rat(
            new Rat.Config(usual.width(), usual.heads(), usual.groups(), choice.get("chunk")));
      }),
  /** Local linear attention (Zuo et al., 2025): quadratic. */
  LLA("LLA", Trait.GROWING, (choice, at) -> new LocalLinear(sizes(at, LocalLinear.Config::new))),
  /** Flowformer in order of time (Wu et al., 2022). */
  FLOW("Flow", (choice, at) -> new CausalFlowformer(sizes(at, CausalFlowformer.Config::new))),
  /** Mixture of memories (Du et al., 2025): Gated DeltaNet behind a router. */
  MOM(
      "MoM",
      Map.of("memories", 8, "chosen", 2),
      (choice, at) -> {
        MixtureOfMemories.Config usual = new MixtureOfMemories.Config(at.width(), at.heads());
        return new MixtureOfMemories(
            new MixtureOfMemories.Config(
                usual.width(),
                usual.heads(),
                usual.keys(),
                usual.values(),
                choice.get("memories"),
                choice.get("chosen"),
                usual.shared()));
      }),
  /** Row-sparse state expansion behind a router, our reading of SSE (arXiv 2507.16577). */
  SSE(
      "SSE-like",
      Map.of("partitions", 4, "chosen", 2),
      (choice, at) -> {
        SparseStateExpansion.Config usual = new SparseStateExpansion.Config(at.width(), at.heads());
        return new SparseStateExpansion(
            new SparseStateExpansion.Config(
                usual.width(),
                usual.heads(),
                usual.keys(),
                usual.values(),
                choice.get("partitions"),
                choice.get("chosen"),
                usual.rows()));
      }),
  /** Sparse state expansion over GLA (Pan et al., 2025), as published. */
  SSE_GLA("SSE-GLA", (choice, at) -> new SseGla(sizes(at, SseGla.Config::new))),
  /** Softmax attention over the last steps (Beltagy et al., 2020). */
  WINDOW(
      "window",
      Map.of("size", 64),
      (choice, at) -> new WindowAttention(window(at, choice.get("size")))),
  /** Softmax attention over all steps, the yardstick (Vaswani et al., 2017). */
  SOFTMAX(
      "softmax",
      Trait.GROWING,
      (choice, at) -> new FullAttention(sizes(at, FullAttention.Config::new)));

  /** What is not so with every kind. */
  private enum Trait {
    USUAL,
    SIGNED,
    GROWING
  }

  /** Makes the mixer of one layer. */
  @FunctionalInterface
  private interface Maker {
    Mixer make(MixerChoice choice, MixerPlace at);
  }

  private final String title;
  private final Map<String, Integer> defaults;
  private final Trait trait;
  private final Maker maker;

  MixerKind(String title, Maker maker) {
    this(title, Map.of(), Trait.USUAL, maker);
  }

  MixerKind(String title, Trait trait, Maker maker) {
    this(title, Map.of(), trait, maker);
  }

  MixerKind(String title, Map<String, Integer> defaults, Maker maker) {
    this(title, defaults, Trait.USUAL, maker);
  }

  MixerKind(String title, Map<String, Integer> defaults, Trait trait, Maker maker) {
    this.title = title;
    this.defaults = Map.copyOf(defaults);
    this.trait = trait;
    this.maker = maker;
  }

  private static <C> C sizes(MixerPlace at, BiFunction<Integer, Integer, C> config) {
    return config.apply(at.width(), at.heads());
  }

  private static WindowAttention.Config window(MixerPlace at, int size) {
    WindowAttention.Config usual = sizes(at, WindowAttention.Config::new);
    return new WindowAttention.Config(usual.width(), usual.heads(), size, usual.rotaryBase());
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
    return trait == Trait.SIGNED;
  }

  /** Whether its state has the same size however long the sequence is. */
  public boolean fixedState() {
    return trait != Trait.GROWING;
  }

  /** This mixer with its default options. */
  public MixerChoice choice() {
    return new MixerChoice(this, Map.of(), false);
  }

  /** Makes the mixer. */
  Mixer make(MixerChoice choice, MixerPlace at) {
    return maker.make(choice, at);
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
