package org.scanline.backbones.scan.selective;

/**
 * A few steps of a few channels, gathered close together for a kernel: element (t, lane) of u,
 * delta, z and y lies at t lanes + lane, B and C lie by number of state, then step.
 *
 * <p>What a lane without a channel holds is computed and thrown away; lanes never meet.
 */
final class Block {
  /** Steps in a full block. */
  static final int STEPS = 64;

  final int lanes;
  final int states; // N
  final boolean signed;
  final boolean direct;
  final boolean softplus;
  final boolean gated;
  final float[] u;
  final float[] delta;
  final float[] added; // delta u
  final float[] z;
  final float[] y;
  final float[] b;
  final float[] c;
  int steps;

  Block(SelectiveScan scan, boolean gated, int lanes, int states) {
    this.lanes = lanes;
    this.states = states;
    this.gated = gated;
    signed = scan.signed();
    direct = scan.direct() != null;
    softplus = scan.bias() != null;
    u = new float[STEPS * lanes];
    delta = new float[STEPS * lanes];
    added = new float[STEPS * lanes];
    z = new float[STEPS * lanes];
    y = new float[STEPS * lanes];
    b = new float[STEPS * states];
    c = new float[STEPS * states];
  }
}
