package org.scanline.audio.separation.net.demucs;

import java.util.List;
import org.scanline.backbones.weights.WeightsException;

/**
 * The shape of a Demucs over the waveform alone.
 *
 * @param stems names of the stems
 * @param sampleRate Hz
 * @param audioChannels of the sound
 * @param channels of the first level
 * @param growth by what the channels grow with each level
 * @param depth number of levels
 * @param kernel of the convolutions
 * @param stride of the convolutions
 * @param gated whether gates follow the pointwise convolutions, else rectifiers
 * @param rewrite whether there are pointwise convolutions
 * @param columns of the kernel in the decoder's gates
 * @param padded whether those keep the length
 * @param lstmLayers at the bottom, 0 for no LSTM
 * @param activation gelu or relu
 * @param slots whether norms and residual branches have numbers in the names: the third generation
 * @param normStarts level from which on there are norms
 * @param normGroups groups of the norms
 * @param residual settings of the residual branches
 * @param normalised whether the level of a piece is taken out and put back
 * @param divisor of sound whose level is not taken out
 * @param resampled whether the net works at twice the rate
 * @param segment frames that the net was trained with
 */
record WaveConfig(
    List<String> stems,
    int sampleRate,
    int audioChannels,
    int channels,
    double growth,
    int depth,
    int kernel,
    int stride,
    boolean gated,
    boolean rewrite,
    int columns,
    boolean padded,
    int lstmLayers,
    String activation,
    boolean slots,
    int normStarts,
    int normGroups,
    Branches residual,
    boolean normalised,
    double divisor,
    boolean resampled,
    int segment) {

  /** Settings of the residual branches of all levels. */
  record Branches(int mode, double compress, int depth, int attentiveFrom, int recurrentFrom) {
    /** No branches at all. */
    static final Branches NONE = new Branches(0, 1, 0, 0, 0);

    ResidualBranch.Config at(int level, int channels) {
      return new ResidualBranch.Config(
          channels, compress, depth, level >= attentiveFrom, level >= recurrentFrom);
    }
  }

  /** Checks the numbers. */
  WaveConfig {
    if (audioChannels < 1 || audioChannels > 2 || sampleRate < 1) {
      throw new WeightsException(
          "samplerate=%d must be at least 1 and audio_channels=%d be 1 or 2"
              .formatted(sampleRate, audioChannels));
    }
    if (depth < 1 || depth > 12 || channels < 1 || channels * Math.pow(growth, depth) > 1 << 17) {
      throw new WeightsException(
          "channels=%d, growth=%s, depth=%d are out of range".formatted(channels, growth, depth));
    }
    if (stride < 1 || kernel < stride || kernel > 64 || columns < 1 || columns > 64) {
      throw new WeightsException(
          "kernel_size=%d, stride=%d, context=%d are out of range"
              .formatted(kernel, stride, columns));
    }
    if (residual.mode() != 0 && !(residual.compress() > 0 && Math.abs(residual.depth()) <= 10)) {
      throw new WeightsException("dconv_comp or dconv_depth is out of range");
    }
  }

  /** The third generation, from the keyword arguments of demucs.demucs.Demucs. */
  static WaveConfig third(Keywords keywords) {
    int rate = keywords.integer("samplerate", 44100);
    int context = keywords.integer("context", 1);
    return new WaveConfig(
        keywords.words("sources"),
        rate,
        keywords.integer("audio_channels", 2),
        keywords.integer("channels", 64),
        keywords.number("growth", 2),
        keywords.integer("depth", 6),
        keywords.integer("kernel_size", 8),
        keywords.integer("stride", 4),
        keywords.flag("glu", true),
        keywords.flag("rewrite", true),
        2 * context + 1,
        true,
        keywords.integer("lstm_layers", 0),
        keywords.flag("gelu", true) ? "gelu" : "relu",
        true,
        keywords.integer("norm_starts", 4),
        keywords.integer("norm_groups", 4),
        new Branches(
            keywords.integer("dconv_mode", 1),
            keywords.number("dconv_comp", 4),
            keywords.integer("dconv_depth", 2),
            keywords.integer("dconv_attn", 4),
            keywords.integer("dconv_lstm", 4)),
        keywords.flag("normalize", true),
        1,
        keywords.flag("resample", true),
        keywords.frames("segment", rate, 40));
  }

  /**
   * The first two generations, from the keyword arguments of demucs.model.Demucs. Only the first
   * knows the setting upsample, and only the second works at twice the rate.
   */
  static WaveConfig second(Keywords keywords) {
    boolean upsample = keywords.flag("upsample", false);
    keywords.demand("upsample", !upsample, "false");
    boolean first = keywords.json().has("upsample");
    int rate = keywords.integer("samplerate", 44100);
    return new WaveConfig(
        keywords.words("sources"),
        rate,
        keywords.integer("audio_channels", 2),
        keywords.integer("channels", 64),
        keywords.number("growth", 2),
        keywords.integer("depth", 6),
        keywords.integer("kernel_size", 8),
        keywords.integer("stride", 4),
        keywords.flag("glu", true),
        keywords.flag("rewrite", true),
        keywords.integer("context", 3),
        false,
        keywords.integer("lstm_layers", 2),
        "relu",
        false,
        Integer.MAX_VALUE,
        1,
        Branches.NONE,
        keywords.flag("normalize", false),
        first ? 1 : 1 + 1e-5, // as if the deviation were 1
        keywords.flag("resample", !first),
        keywords.integer("segment_length", 40 * rate));
  }

  /** Channels of a level. */
  int channelsOf(int level) {
    int each = channels;
    for (int i = 0; i < level; i++) {
      each = (int) (growth * each);
    }
    return each;
  }

  /** Frames that leave no rest in any convolution, for sound of so many. */
  long validLength(long frames) {
    long length = resampled ? 2 * frames : frames;
    for (int i = 0; i < depth; i++) {
      length = Math.max(1, -Math.floorDiv(kernel - length, (long) stride) + 1);
      length += padded ? 0 : columns - 1;
    }
    for (int i = 0; i < depth; i++) {
      length = (length - 1) * stride + kernel;
    }
    return resampled ? (length + 1) / 2 : length;
  }
}
