package org.scanline.backbones.scan.convolution;

import java.nio.FloatBuffer;
import org.scanline.backbones.scan.numeric.ChannelMemory;

/**
 * A few steps of a span of channels behind the inputs that came before them: element (t,column) of
 * x lies at (W + t) PITCH + column, of y at t PITCH + column.
 */
final class TapBlock {
  /** Steps in a full block. */
  static final int STEPS = 64;

  /** Channels of a full span. */
  static final int PITCH = 128;

  final int taps;
  final float[] x;
  final float[] y = new float[STEPS * PITCH];
  final ChannelMemory.Patch patch = new ChannelMemory.Patch(PITCH);
  private final float[] read = new float[STEPS * PITCH];

  TapBlock(int taps) {
    this.taps = taps;
    x = new float[(taps + STEPS) * PITCH];
  }

  /** Takes the inputs before the first step from an array (channels,W). */
  void begin(FloatBuffer tail, int first) {
    for (int c = 0; c < patch.channels; c++) {
      for (int k = 0; k < taps; k++) {
        x[k * PITCH + c] = tail.get(first + c * taps + k);
      }
    }
  }

  /** Gathers the steps of the patch. */
  void read(ChannelMemory from) {
    from.read(patch, read, 1, PITCH);
    System.arraycopy(read, 0, x, taps * PITCH, patch.steps * PITCH);
  }

  /** Makes the last inputs those before the next step. */
  void advance() {
    System.arraycopy(x, patch.steps * PITCH, x, 0, taps * PITCH);
  }

  /** Leaves the last inputs in an array (channels,W). */
  void end(FloatBuffer tail, int first) {
    for (int c = 0; c < patch.channels; c++) {
      for (int k = 0; k < taps; k++) {
        tail.put(first + c * taps + k, x[k * PITCH + c]);
      }
    }
  }
}
