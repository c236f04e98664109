package org.scanline.backbones.scan.selective;

/**
 * A few steps of a span of channels, gathered for a kernel: element (t, column) of u, delta, z and
 * y lies at t PITCH + column; B and C lie by number of state, then step. The kernel works on one
 * set of lanes at a time, whose steps it keeps close together.
 *
 * <p>What a lane without a channel holds is computed and thrown away; lanes never meet.
 */
final class Block {
  /** Steps in a full block. */
  static final int STEPS = 64;

  /** Channels of a full span: rows long enough to be copied fast, few enough for the cache. */
  static final int PITCH = 128;

  final int states; // N
  final boolean signed;
  final boolean softplus;
  final boolean gated;
  final float[] u;
  final float[] delta;
  final float[] z;
  final float[] y;
  final float[] b;
  final float[] c;
  final float[] sizes; // of one set: delta after softplus
  final float[] added; // of one set: delta u
  final float[] sums; // of one set: y before the gate
  int steps;

  Block(SelectiveScan scan, boolean gated, int lanes, int states) {
    this.states = states;
    this.gated = gated;
    signed = scan.signed();
    softplus = scan.bias() != null;
    u = new float[STEPS * PITCH];
    delta = new float[STEPS * PITCH];
    z = new float[STEPS * PITCH];
    y = new float[STEPS * PITCH];
    b = new float[STEPS * states];
    c = new float[STEPS * states];
    sizes = new float[STEPS * lanes];
    added = new float[STEPS * lanes];
    sums = new float[STEPS * lanes];
  }
}
