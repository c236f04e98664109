package org.scanline.audio.separation.net.gtcrn;

/** {@link DualPathBlock} frame by frame: x (C,F) to the same. Holds the state of one stream. */
final class DualPathFrames {
  private static final double EPSILON = 1e-8; // of the norms
  private final int channels;
  private final int bands;
  private final FrameGru[] up = new FrameGru[2];
  private final FrameGru[] down = new FrameGru[2];
  private final FrameGru[] inter = new FrameGru[2];
  private final float[][] states; // of both groups (F,C/2)
  private final float[] scratch;
  private final FrameWeights weights;

  DualPathFrames(FrameWeights weights, int channels, int bands) {
    this.weights = weights;
    this.channels = channels;
    this.bands = bands;
    int half = channels / 2;
    for (int group = 0; group < 2; group++) {
      FrameWeights intra = weights.in("intra_rnn.rnn" + (group + 1));
      up[group] = new FrameGru(intra, "_l0");
      down[group] = new FrameGru(intra, "_l0_reverse");
      inter[group] = new FrameGru(weights.in("inter_rnn.rnn" + (group + 1)), "_l0");
    }
    states = new float[2][bands * half];
    scratch = new float[inter[0].scratch()];
  }

  float[] apply(float[] x) {
    float[] rows = new float[x.length]; // (F,C)
    for (int c = 0; c < channels; c++) {
      for (int f = 0; f < bands; f++) {
        rows[f * channels + c] = x[c * bands + f];
      }
    }
    add(rows, alongBands(rows), "intra");
    add(rows, alongTime(rows), "inter");
    float[] y = new float[x.length];
    for (int c = 0; c < channels; c++) {
      for (int f = 0; f < bands; f++) {
        y[c * bands + f] = rows[f * channels + c];
      }
    }
    return y;
  }

  private float[] alongBands(float[] rows) {
    float[] y = new float[rows.length];
    int half = channels / 2;
    int width = up[0].hidden();
    for (int group = 0; group < 2; group++) {
      float[] state = new float[width];
      for (int f = 0; f < bands; f++) {
        int at = f * channels + group * half;
        up[group].step(rows, at, state, 0, scratch);
        System.arraycopy(state, 0, y, at, width);
      }
      state = new float[width];
      for (int f = bands - 1; f >= 0; f--) {
        int at = f * channels + group * half;
        down[group].step(rows, at, state, 0, scratch);
        System.arraycopy(state, 0, y, at + width, width);
      }
    }
    return y;
  }

  private float[] alongTime(float[] rows) {
    float[] y = new float[rows.length];
    int half = channels / 2;
    for (int group = 0; group < 2; group++) {
      for (int f = 0; f < bands; f++) {
        int at = f * channels + group * half;
        inter[group].step(rows, at, states[group], f * half, scratch);
        System.arraycopy(states[group], f * half, y, at, half);
      }
    }
    return y;
  }

  /** Adds y to the rows, after a dense layer and a norm over all of it. */
  private void add(float[] rows, float[] y, String path) {
    float[] dense = weights.get(path + "_fc.weight");
    float[] bias = weights.get(path + "_fc.bias");
    float[] z = new float[y.length];
    double sum = 0;
    for (int i = 0; i < z.length; i++) {
      int c = i % channels;
      z[i] = bias[c] + FrameGru.dot(dense, c * channels, y, i - c, channels);
      sum += z[i];
    }
    double mean = sum / z.length;
    double squares = 0;
    for (float value : z) {
      squares += (value - mean) * (value - mean);
    }
    double scale = 1 / Math.sqrt(squares / z.length + EPSILON);
    float[] gain = weights.get(path + "_ln.weight");
    float[] shift = weights.get(path + "_ln.bias");
    for (int i = 0; i < z.length; i++) {
      rows[i] += (float) ((z[i] - mean) * scale) * gain[i] + shift[i];
    }
  }
}
