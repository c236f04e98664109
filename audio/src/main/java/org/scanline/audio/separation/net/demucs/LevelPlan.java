package org.scanline.audio.separation.net.demucs;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.net.demucs.HybridConfig.Level;
import org.scanline.audio.separation.net.demucs.HybridConfig.Residual;
import org.scanline.backbones.weights.WeightsException;

/**
 * Derives the levels of a {@link HybridConfig} from the publisher's settings.
 *
 * <p>Each level divides the frequencies by the stride until one is left; the level that reaches it
 * takes all of them at once and joins the waveform's branch; levels below go along the time.
 */
final class LevelPlan {
  private final Keywords keywords;
  private final boolean transformer;
  private final boolean waveform;
  private final int depth;
  private final int kernel;
  private final int stride;
  private final double growth;

  LevelPlan(Keywords keywords, boolean transformer, boolean waveform) {
    this.keywords = keywords;
    this.transformer = transformer;
    this.waveform = waveform;
    depth = ranged("depth", transformer ? 4 : 6, 12);
    kernel = ranged("kernel_size", 8, 64);
    stride = ranged("stride", 4, 64);
    growth = keywords.number("growth", 2);
    if (kernel < stride) {
      throw new WeightsException("kernel_size=%d is below stride=%d".formatted(kernel, stride));
    }
  }

  private int ranged(String name, int otherwise, int most) {
    int value = keywords.integer(name, otherwise);
    keywords.demand(name, value >= 1 && value <= most, "1 to " + most);
    return value;
  }

  /** The levels from the outermost to the bottom. */
  List<Level> levels() {
    List<Level> levels = new ArrayList<>();
    int audio = keywords.integer("audio_channels", 2);
    int stems = keywords.words("sources").size();
    int in = 2 * audio; // real and imaginary part
    int timeIn = audio;
    int out = ranged("channels", 48, 1 << 14);
    int timeOut = keywords.integer("channels_time", out);
    int frequencies = keywords.integer("nfft", 4096) / 2;
    for (int i = 0; i < depth; i++) {
      boolean last = frequencies > 1 && frequencies <= kernel;
      if (last) {
        out = Math.max(out, timeOut);
        timeOut = out;
      }
      levels.add(
          new Level(
              frequency(in, out, frequencies),
              waveform && frequencies > 1 ? time(timeIn, timeOut, last) : null,
              i == 0 ? 2 * audio * stems : in,
              i == 0 ? audio * stems : timeIn,
              last,
              i >= keywords.integer("norm_starts", 4) ? ranged("norm_groups", 4, 1 << 10) : 0,
              residual(i, 1),
              residual(i, 2),
              !keywords.numbers("multi_freqs").isEmpty()
                  && i < keywords.integer("multi_freqs_depth", transformer ? 3 : 2),
              keywords.integer("context_enc", 0),
              keywords.integer("context", 1),
              keywords.flag("rewrite", true)));
      in = out;
      timeIn = timeOut;
      out = (int) (growth * out);
      timeOut = (int) (growth * timeOut);
      if (out < 1 || out > 1 << 16) {
        throw new WeightsException("level " + i + " would have " + out + " channels");
      }
      frequencies = frequencies <= kernel ? 1 : frequencies / stride;
    }
    return List.copyOf(levels);
  }

  private StridedConvolution.Config frequency(int in, int out, int frequencies) {
    if (frequencies == 1) {
      int step = ranged("time_stride", 2, 64);
      return new StridedConvolution.Config(false, in, out, 2 * step, step, 2 * step / 4);
    }
    boolean last = frequencies <= kernel;
    return new StridedConvolution.Config(
        true, in, out, last ? frequencies : kernel, stride, last ? 0 : kernel / 4);
  }

  /** torchaudio's net for frames of 2048 samples has a smaller step where the branches meet. */
  private StridedConvolution.Config time(int in, int out, boolean last) {
    boolean small =
        last
            && keywords.word("layout", "").equals("torchaudio")
            && keywords.integer("nfft", 4096) == 2048;
    int size = small ? 4 : kernel;
    return new StridedConvolution.Config(false, in, out, size, small ? 2 : stride, size / 4);
  }

  private @Nullable Residual residual(int level, int bit) {
    if ((keywords.integer("dconv_mode", 1) & bit) == 0) {
      return null;
    }
    boolean attentive = !transformer && level >= keywords.integer("dconv_attn", 4);
    boolean recurrent = !transformer && level >= keywords.integer("dconv_lstm", 4);
    return new Residual(compress(), residualDepth(), attentive, recurrent);
  }

  private double compress() {
    double value = keywords.number("dconv_comp", transformer ? 8 : 4);
    keywords.demand("dconv_comp", value > 0 && value <= 1 << 10, "above 0");
    return value;
  }

  private int residualDepth() {
    int value = keywords.integer("dconv_depth", 2);
    keywords.demand("dconv_depth", Math.abs(value) <= 10, "at most 10");
    return value;
  }
}
