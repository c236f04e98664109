package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

/**
 * Rotary position embedding (Su et al., 2021, eq. 34): pairs of channels turn by an angle that
 * grows with the position, so that products of queries and keys depend on their distance alone.
 *
 * <p>Angles are computed in double precision and stay exact over millions of steps. Immutable and
 * thread-safe.
 */
public final class Rotary {
  private static final double BASE = 10_000;
  private final double[] turns; // radians for one step, by pair
  private final boolean adjacent;

  private Rotary(double[] turns, boolean adjacent) {
    this.turns = turns;
    this.adjacent = adjacent;
  }

  /**
   * Channel i is paired with i + width/2, as in GPT-NeoX and Llama; pair i turns by
   * base^(-2i/width) a step.
   *
   * @param width channels of a head, even
   */
  public static Rotary halves(int width, double base) {
    double[] turns = new double[pairs(width)];
    for (int i = 0; i < turns.length; i++) {
      turns[i] = Math.pow(base, -2.0 * i / width);
    }
    return new Rotary(turns, false);
  }

  /**
   * Channel 2i is paired with 2i + 1, and the angles run from 1 to 1/10000 inclusive, as in RetNet.
   *
   * @param width channels of a head, even
   */
  public static Rotary adjacent(int width) {
    double[] turns = new double[pairs(width)];
    for (int i = 0; i < turns.length; i++) {
      turns[i] = Math.pow(BASE, -(double) i / Math.max(1, turns.length - 1));
    }
    return new Rotary(turns, true);
  }

  private static int pairs(int width) {
    if (width < 2 || width % 2 != 0) {
      throw new IllegalArgumentException("rotary width=" + width + " must be even");
    }
    return width / 2;
  }

  /**
   * Turns x (B,H,T,K) whose first step stands at a position.
   *
   * @param position steps before x
   */
  public NDArray rotate(NDArray x, long position) {
    Shape shape = x.getShape();
    int steps = Math.toIntExact(shape.get(2));
    if (steps == 0) {
      return x;
    }
    float[] cosines = new float[steps * turns.length];
    float[] sines = new float[cosines.length];
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < turns.length; i++) {
        double angle = (position + t) * turns[i];
        cosines[t * turns.length + i] = (float) Math.cos(angle);
        sines[t * turns.length + i] = (float) Math.sin(angle);
      }
    }
    Shape table = new Shape(steps, turns.length);
    int axis = adjacent ? 4 : 3;
    NDArray pairs =
        adjacent
            ? x.reshape(shape.get(0), shape.get(1), steps, turns.length, 2)
            : x.reshape(shape.get(0), shape.get(1), steps, 2, turns.length);
    NDList both = pairs.split(2, axis);
    NDArray a = both.get(0).squeeze(axis); // (B,H,T,K/2)
    NDArray b = both.get(1).squeeze(axis);
    NDArray cos = Constants.of(x.getManager(), cosines, table, x.getDataType());
    NDArray sin = Constants.of(x.getManager(), sines, table, x.getDataType());
    NDList turned = new NDList(a.mul(cos).sub(b.mul(sin)), b.mul(cos).add(a.mul(sin)));
    return NDArrays.stack(turned, axis).reshape(shape);
  }
}
