package org.scanline.audio.separation.net.gtcrn;

import java.util.Map;
import java.util.Objects;

/**
 * The numbers of a part of the net, by the names that they have below its path.
 *
 * @param all of the net
 * @param path with a dot at the end; empty for the net
 */
record FrameWeights(Map<String, float[]> all, String path) {
  private static final double EPSILON = 1e-5; // of batch norms

  /** Those of a part. */
  FrameWeights in(String part) {
    return new FrameWeights(all, path + part + ".");
  }

  /** One array, not to be written to. */
  float[] get(String name) {
    return Objects.requireNonNull(all.get(path + name), path + name);
  }

  /**
   * Weights (out,in,taps) and bias of a convolution followed by a batch norm, as one convolution.
   *
   * @param convolution its name
   * @param norm the norm's name
   * @param inputs of a group
   * @param groups of channels
   * @param transposed whether the weights have inputs first
   */
  Folded folded(String convolution, String norm, int inputs, int groups, boolean transposed) {
    float[] weight = get(convolution + ".weight");
    float[] bias = get(convolution + ".bias");
    float[] gain = get(norm + ".weight");
    float[] shift = get(norm + ".bias");
    float[] mean = get(norm + ".running_mean");
    float[] variance = get(norm + ".running_var");
    int outputs = bias.length;
    int taps = weight.length / (outputs * inputs);
    float[] w = new float[weight.length];
    float[] b = new float[outputs];
    int grouped = outputs / groups;
    for (int o = 0; o < outputs; o++) {
      double scale = gain[o] / Math.sqrt(variance[o] + EPSILON);
      b[o] = (float) ((bias[o] - mean[o]) * scale + shift[o]);
      for (int i = 0; i < inputs; i++) {
        int row = transposed ? (o / grouped * inputs + i) * grouped + o % grouped : o * inputs + i;
        for (int k = 0; k < taps; k++) {
          w[(o * inputs + i) * taps + k] = (float) (weight[row * taps + k] * scale);
        }
      }
    }
    return new Folded(w, b);
  }

  /** Weights (out,in,taps) and bias (out). */
  @SuppressWarnings("ArrayRecordComponent")
  record Folded(float[] weight, float[] bias) {}
}
