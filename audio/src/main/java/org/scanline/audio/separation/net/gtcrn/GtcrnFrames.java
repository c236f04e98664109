package org.scanline.audio.separation.net.gtcrn;

import java.util.ArrayList;
import java.util.List;

/**
 * {@link Gtcrn} between the transforms, frame by frame in plain Java: the same numbers but for
 * rounding, some thirty times as fast as the sound on one core. Holds the state of one stream.
 */
final class GtcrnFrames {
  private static final int[] WIDTHS = {Gtcrn.LOW + Gtcrn.HIGH, 65, Gtcrn.BANDS};
  private final float[] narrow; // (HIGH, BINS - LOW)
  private final float[] wide; // (BINS - LOW, HIGH)
  private final List<BandFilter> halving = new ArrayList<>();
  private final List<BandFilter> doubling = new ArrayList<>();
  private final float[] slopes = new float[3];
  private final List<TemporalFrames> before = new ArrayList<>();
  private final List<DualPathFrames> middle = new ArrayList<>();
  private final List<TemporalFrames> after = new ArrayList<>();

  GtcrnFrames(FrameWeights weights) {
    narrow = weights.get("erb.erb_fc.weight");
    wide = weights.get("erb.ierb_fc.weight");
    FrameWeights encoder = weights.in("encoder.en_convs");
    FrameWeights decoder = weights.in("decoder.de_convs");
    int channels = Gtcrn.CHANNELS;
    halving.add(new BandFilter(encoder.in("0").folded("conv", "bn", 9, 1, false), 9, 1, 2, false));
    halving.add(
        new BandFilter(
            encoder.in("1").folded("conv", "bn", channels / 2, 2, false),
            channels / 2,
            2,
            2,
            false));
    doubling.add(
        new BandFilter(
            decoder.in("3").folded("conv", "bn", channels / 2, 2, true), channels / 2, 2, 2, true));
    doubling.add(
        new BandFilter(
            decoder.in("4").folded("conv", "bn", channels, 1, true), channels, 1, 2, true));
    slopes[0] = encoder.get("0.act.weight")[0];
    slopes[1] = encoder.get("1.act.weight")[0];
    slopes[2] = decoder.get("3.act.weight")[0];
    List<Integer> dilations = Gtcrn.DILATIONS;
    for (int i = 0; i < dilations.size(); i++) {
      before.add(
          new TemporalFrames(
              encoder.in(Integer.toString(2 + i)), channels, Gtcrn.BANDS, dilations.get(i), false));
      after.add(
          new TemporalFrames(
              decoder.in(Integer.toString(i)),
              channels,
              Gtcrn.BANDS,
              dilations.get(dilations.size() - 1 - i),
              true));
    }
    middle.add(new DualPathFrames(weights.in("dpgrnn1"), channels, Gtcrn.BANDS));
    middle.add(new DualPathFrames(weights.in("dpgrnn2"), channels, Gtcrn.BANDS));
  }

  /** Cleans the next frame's spectrum (F) in place. */
  void clean(float[] re, float[] im) {
    List<float[]> levels = new ArrayList<>();
    float[] y = features(re, im);
    for (int i = 0; i < halving.size(); i++) {
      y = halving.get(i).apply(y, WIDTHS[i]);
      TemporalFrames.bend(y, slopes[i]);
      levels.add(y);
    }
    for (TemporalFrames block : before) {
      y = block.apply(y);
      levels.add(y);
    }
    for (DualPathFrames block : middle) {
      y = block.apply(y);
    }
    for (TemporalFrames block : after) {
      y = block.apply(sum(y, levels.remove(levels.size() - 1)));
    }
    y = doubling.get(0).apply(sum(y, levels.remove(levels.size() - 1)), WIDTHS[2]);
    TemporalFrames.bend(y, slopes[2]);
    mask(doubling.get(1).apply(sum(y, levels.remove(0)), WIDTHS[1]), re, im);
  }

  private static float[] sum(float[] a, float[] b) {
    float[] sum = new float[a.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }

  /** Magnitude, real and imaginary part of bands, each with its two neighbours (9,bands). */
  private float[] features(float[] re, float[] im) {
    float[] magnitude = new float[re.length];
    for (int f = 0; f < re.length; f++) {
      magnitude[f] = (float) Math.sqrt(re[f] * re[f] + im[f] * im[f] + 1e-12f);
    }
    int bands = WIDTHS[0];
    float[] features = new float[9 * bands];
    float[][] parts = {magnitude, re, im};
    for (int part = 0; part < parts.length; part++) {
      float[] row = new float[bands];
      System.arraycopy(parts[part], 0, row, 0, Gtcrn.LOW);
      int high = Gtcrn.BINS - Gtcrn.LOW;
      for (int f = 0; f < Gtcrn.HIGH; f++) {
        row[Gtcrn.LOW + f] = FrameGru.dot(narrow, f * high, parts[part], Gtcrn.LOW, high);
      }
      System.arraycopy(row, 0, features, 3 * part * bands + 1, bands - 1);
      System.arraycopy(row, 0, features, (3 * part + 1) * bands, bands);
      System.arraycopy(row, 1, features, (3 * part + 2) * bands, bands - 1);
    }
    return features;
  }

  /** Multiplies the spectrum by tanh of the mask (2,bands). */
  private void mask(float[] mask, float[] re, float[] im) {
    int bands = WIDTHS[0];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (float) Math.tanh(mask[i]);
    }
    for (int f = 0; f < Gtcrn.BINS; f++) {
      float a = bin(mask, 0, f);
      float b = bin(mask, bands, f);
      float real = re[f] * a - im[f] * b;
      im[f] = im[f] * a + re[f] * b;
      re[f] = real;
    }
  }

  private float bin(float[] mask, int from, int f) {
    return f < Gtcrn.LOW
        ? mask[from + f]
        : FrameGru.dot(wide, (f - Gtcrn.LOW) * Gtcrn.HIGH, mask, from + Gtcrn.LOW, Gtcrn.HIGH);
  }
}
