package org.scanline.audio.separation.net.demucs;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.weights.WeightsException;

/**
 * The shape of a Hybrid Demucs: two U-nets, over spectrum and waveform, that meet at the bottom.
 *
 * @param stems names of the stems
 * @param sampleRate Hz
 * @param audioChannels of the sound
 * @param fft samples of a frame of the spectrum; the hop is a quarter
 * @param depth number of levels
 * @param waveform whether there is a branch for the waveform
 * @param zeroPadded whether the sound is continued by zeros in place of its mirror image, as some
 *     models of the MDX challenge were trained
 * @param bands where the spectrum is cut into bands with weights of their own, as shares of it
 * @param embedding weight of the frequency embedding, 0 for none
 * @param segment frames that the net was trained with
 * @param wholeSegments whether shorter sound is filled up to a segment
 * @param levels from the outermost to the bottom
 * @param bottom channels between the U-nets and the transformer, 0 for those of the U-nets
 * @param transformer between the U-nets, or null
 * @param torchaudio whether names are those of torchaudio
 */
record HybridConfig(
    List<String> stems,
    int sampleRate,
    int audioChannels,
    int fft,
    int depth,
    boolean waveform,
    boolean zeroPadded,
    List<Double> bands,
    double embedding,
    double embeddingScale,
    int segment,
    boolean wholeSegments,
    List<Level> levels,
    int bottom,
    @Nullable TransformerConfig transformer,
    boolean torchaudio) {

  /**
   * A level of both U-nets.
   *
   * @param frequency convolution along the frequency, and how; along the time below the place where
   *     one frequency is left
   * @param time convolution of the waveform's branch, or null where the branches are one
   * @param decoded channels that the decoder gives, frequency
   * @param timeDecoded channels that the decoder gives, waveform
   * @param merging whether the waveform's branch ends here
   * @param groups of the norms, 0 for none
   * @param encoder residual branch of the encoder or null; times with the channels of its branch
   * @param banded whether the bands have weights of their own here
   * @param contextEncoder neighbours that the encoder's gate sees on each side
   * @param context neighbours that the decoder's gate sees on each side
   * @param gated whether there are gates
   */
  record Level(
      StridedConvolution.Config frequency,
      StridedConvolution.@Nullable Config time,
      int decoded,
      int timeDecoded,
      boolean merging,
      int groups,
      @Nullable Residual encoder,
      @Nullable Residual decoder,
      boolean banded,
      int contextEncoder,
      int context,
      boolean gated) {}

  /** A residual branch, whose channels are those of the level. */
  record Residual(double compress, int depth, boolean attentive, boolean recurrent) {
    ResidualBranch.Config with(int channels) {
      return new ResidualBranch.Config(channels, compress, depth, attentive, recurrent);
    }
  }

  /** Checks the numbers that the levels are made from. */
  HybridConfig {
    if (sampleRate < 1 || audioChannels < 1 || audioChannels > 2) {
      throw new WeightsException(
          "samplerate=%d must be at least 1 and audio_channels=%d be 1 or 2"
              .formatted(sampleRate, audioChannels));
    }
    if (fft < 16 || Integer.bitCount(fft) != 1 || fft > 1 << 16) {
      throw new WeightsException("nfft=" + fft + " must be a power of two from 16 to 65536");
    }
    if (zeroPadded && !waveform) {
      throw new WeightsException("hybrid_old=true needs hybrid=true");
    }
    if (bands.stream().anyMatch(at -> !(at > 0 && at < 1))) {
      throw new WeightsException("multi_freqs=" + bands + " must lie between 0 and 1");
    }
  }

  /** Samples from one frame of the spectrum to the next. */
  int hop() {
    return fft / 4;
  }

  /** From the keyword arguments of the publisher's HDemucs or HTDemucs, and its defaults. */
  static HybridConfig of(Keywords keywords, boolean transformer) {
    keywords.demand("cac", keywords.flag("cac", true), "true (no Wiener filter)");
    int rate = keywords.integer("samplerate", 44100);
    int fft = keywords.integer("nfft", 4096);
    boolean waveform = transformer || keywords.flag("hybrid", true);
    List<Level> levels = new LevelPlan(keywords, transformer, waveform).levels();
    int bottom = transformer ? keywords.integer("bottom_channels", 0) : 0;
    int inner = levels.get(levels.size() - 1).frequency().outputs();
    return new HybridConfig(
        keywords.words("sources"),
        rate,
        keywords.integer("audio_channels", 2),
        fft,
        levels.size(),
        waveform,
        !transformer && keywords.flag("hybrid_old", false),
        keywords.numbers("multi_freqs"),
        keywords.number("freq_emb", 0.2),
        keywords.number("emb_scale", 10),
        keywords.frames("segment", rate, transformer ? 10 : 40),
        transformer && keywords.flag("use_train_segment", true),
        levels,
        bottom,
        transformer && keywords.integer("t_layers", 5) > 0
            ? TransformerConfig.of(keywords, bottom == 0 ? inner : bottom)
            : null,
        keywords.word("layout", "").equals("torchaudio"));
  }

  /** Channels of the spectrum's branch at the bottom. */
  int inner() {
    return levels.get(depth - 1).frequency().outputs();
  }
}
