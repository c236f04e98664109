package org.scanline.audio.separation.net.gtcrn;

import java.util.Arrays;

/** {@link TemporalBlock} frame by frame: x (C,F) to the same. Holds the state of one stream. */
final class TemporalFrames {
  private static final int TAPS = 3; // along time, and along bands
  private final int bands;
  private final int dilation;
  private final BandFilter expand;
  private final BandFilter reduce;
  private final float expandSlope;
  private final float depthSlope;

  /** (C, frames back, band), such that 0 frames back is the present one. */
  private final float[] taps;

  private final float[] bias;
  private final FrameGru attention;
  private final float[] attentionOut;
  private final float[] attentionBias;
  private final float[] state;
  private final float[] scratch;
  private final float[][] past; // a ring of (C,F)
  private int now;

  TemporalFrames(FrameWeights weights, int channels, int bands, int dilation, boolean transposed) {
    this.bands = bands;
    this.dilation = dilation;
    int half = channels / 2;
    // the three neighbours of each band are three taps
    expand =
        new BandFilter(
            weights.folded("point_conv1", "point_bn1", 3 * half, 1, transposed), half, 1, 1, false);
    reduce =
        new BandFilter(
            weights.folded("point_conv2", "point_bn2", channels, 1, transposed),
            channels,
            1,
            1,
            false);
    FrameWeights.Folded depth = weights.folded("depth_conv", "depth_bn", 1, channels, transposed);
    bias = depth.bias();
    taps = transposed ? mirrored(depth.weight(), false) : mirrored(depth.weight(), true);
    expandSlope = weights.get("point_act.weight")[0];
    depthSlope = weights.get("depth_act.weight")[0];
    attention = new FrameGru(weights.in("tra.att_gru"), "_l0");
    attentionOut = weights.get("tra.att_fc.weight");
    attentionBias = weights.get("tra.att_fc.bias");
    state = new float[attention.hidden()];
    scratch = new float[attention.scratch()];
    past = new float[(TAPS - 1) * dilation + 1][channels * bands];
  }

  /** A convolution's first tap is the oldest frame; a transposed one's taps go backwards twice. */
  private static float[] mirrored(float[] weight, boolean time) {
    float[] taps = new float[weight.length];
    for (int at = 0; at < weight.length; at++) {
      int channel = at / (TAPS * TAPS);
      int row = at / TAPS % TAPS;
      int column = at % TAPS;
      int to =
          time
              ? (channel * TAPS + TAPS - 1 - row) * TAPS + column
              : (channel * TAPS + row) * TAPS + TAPS - 1 - column;
      taps[to] = weight[at];
    }
    return taps;
  }

  float[] apply(float[] x) {
    int half = x.length / bands / 2;
    float[] hidden = expand.apply(Arrays.copyOf(x, half * bands), bands);
    bend(hidden, expandSlope);
    past[now] = hidden;
    float[] mixed = depth(hidden.length / bands);
    now = (now + 1) % past.length;
    bend(mixed, depthSlope);
    float[] y = reduce.apply(mixed, bands);
    weigh(y, half);
    float[] shuffled = new float[x.length];
    for (int c = 0; c < half; c++) {
      System.arraycopy(y, c * bands, shuffled, 2 * c * bands, bands);
      System.arraycopy(x, (half + c) * bands, shuffled, (2 * c + 1) * bands, bands);
    }
    return shuffled;
  }

  private float[] depth(int channels) {
    float[] y = new float[channels * bands];
    for (int c = 0; c < channels; c++) {
      Arrays.fill(y, c * bands, (c + 1) * bands, bias[c]);
      for (int back = 0; back < TAPS; back++) {
        float[] frame = past[Math.floorMod(now - back * dilation, past.length)];
        for (int k = 0; k < TAPS; k++) {
          float w = taps[(c * TAPS + back) * TAPS + k];
          int last = Math.min(bands, bands + 1 - k);
          for (int f = Math.max(0, 1 - k); f < last; f++) {
            y[c * bands + f] += w * frame[c * bands + f + k - 1];
          }
        }
      }
    }
    return y;
  }

  /** Temporal recurrent attention: channels weighed by what their energies have been. */
  private void weigh(float[] y, int channels) {
    float[] energy = new float[channels];
    for (int c = 0; c < channels; c++) {
      energy[c] = FrameGru.dot(y, c * bands, y, c * bands, bands) / bands;
    }
    attention.step(energy, 0, state, 0, scratch);
    for (int c = 0; c < channels; c++) {
      float sum = FrameGru.dot(attentionOut, c * state.length, state, 0, state.length);
      float gate = FrameGru.sigmoid(attentionBias[c] + sum);
      for (int f = 0; f < bands; f++) {
        y[c * bands + f] *= gate;
      }
    }
  }

  /** max(0,x) + slope min(0,x). */
  static void bend(float[] x, float slope) {
    for (int i = 0; i < x.length; i++) {
      x[i] = x[i] >= 0 ? x[i] : slope * x[i];
    }
  }
}
