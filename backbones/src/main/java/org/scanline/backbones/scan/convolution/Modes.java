package org.scanline.backbones.scan.convolution;

/**
 * A few steps of a few channels and their complex modes, gathered close together for a kernel:
 * element (t, lane) of u and y lies at t lanes + lane; constants and states of mode j lie at j
 * lanes + lane in arrays of their own.
 */
final class Modes {
  /** Steps in a full block. */
  static final int STEPS = 64;

  final int count; // N/2
  final float[] factorReal; // e^(dt A)
  final float[] factorImaginary;
  final float[] weightReal; // 2 C (e^(dt A) - 1)/A
  final float[] weightImaginary;

  Modes(int count, int lanes) {
    this.count = count;
    factorReal = new float[count * lanes];
    factorImaginary = new float[count * lanes];
    weightReal = new float[count * lanes];
    weightImaginary = new float[count * lanes];
  }

  /** The inputs and outputs of a block. */
  static final class Block {
    final float[] u;
    final float[] y;
    int steps;

    Block(int lanes) {
      u = new float[STEPS * lanes];
      y = new float[STEPS * lanes];
    }
  }
}
