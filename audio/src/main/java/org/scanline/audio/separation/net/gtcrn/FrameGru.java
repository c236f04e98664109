package org.scanline.audio.separation.net.gtcrn;

/** A GRU cell in PyTorch's form that carries no state of its own. Immutable. */
final class FrameGru {
  private final float[] in; // (3 hidden, inputs): reset, update, new
  private final float[] carried; // (3 hidden, hidden)
  private final float[] inBias;
  private final float[] carriedBias;
  private final int inputs;
  private final int hidden;

  FrameGru(FrameWeights weights, String suffix) {
    in = weights.get("weight_ih" + suffix);
    carried = weights.get("weight_hh" + suffix);
    inBias = weights.get("bias_ih" + suffix);
    carriedBias = weights.get("bias_hh" + suffix);
    hidden = inBias.length / 3;
    inputs = in.length / inBias.length;
  }

  int hidden() {
    return hidden;
  }

  /**
   * One step.
   *
   * @param x holds the input from a place on
   * @param state the hidden numbers from a place on, overwritten
   */
  void step(float[] x, int at, float[] state, int place, float[] scratch) {
    for (int j = 0; j < 3 * hidden; j++) {
      scratch[j] = inBias[j] + dot(in, j * inputs, x, at, inputs);
      scratch[3 * hidden + j] = carriedBias[j] + dot(carried, j * hidden, state, place, hidden);
    }
    for (int j = 0; j < hidden; j++) {
      float reset = sigmoid(scratch[j] + scratch[3 * hidden + j]);
      float update = sigmoid(scratch[hidden + j] + scratch[4 * hidden + j]);
      float fresh = (float) Math.tanh(scratch[2 * hidden + j] + reset * scratch[5 * hidden + j]);
      state[place + j] = fresh + update * (state[place + j] - fresh);
    }
  }

  /** Numbers of scratch that a step needs. */
  int scratch() {
    return 6 * hidden;
  }

  static float dot(float[] a, int atA, float[] b, int atB, int count) {
    float sum = 0;
    for (int i = 0; i < count; i++) {
      sum += a[atA + i] * b[atB + i];
    }
    return sum;
  }

  static float sigmoid(float x) {
    return (float) (1 / (1 + Math.exp(-x)));
  }
}
