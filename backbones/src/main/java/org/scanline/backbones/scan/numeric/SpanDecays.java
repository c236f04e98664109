package org.scanline.backbones.scan.numeric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * How the state decays inside each of many spans of m steps; G is K, or 1 where all keys decay
 * alike.
 *
 * @param step factor of each step, (N,m,G)
 * @param before from the start of the span up to each step, itself excluded, (N,m,G)
 * @param after after each step to the end of the span, (N,m,G)
 */
public record SpanDecays(NDArray step, NDArray before, NDArray after) {
  private static final float RESET = -1e4f; // e^RESET is 0, and unlike -infinity it survives 0 * g

  /** The decays of spans of one step, from log gates (N,1,G). */
  public static SpanDecays of(NDArray logGate) {
    NDArray one = logGate.getManager().ones(logGate.getShape(), logGate.getDataType());
    return new SpanDecays(logGate.clip(RESET, -RESET).exp(), one, one);
  }

  /** From the start of the span up to and including each step, (N,m,G). */
  public NDArray through() {
    return before.mul(step);
  }

  /** Over the whole span, (N,1,G). */
  public NDArray total() {
    long last = length() - 1;
    return last == 0 ? step : through().split(new long[] {last}, 1).get(1);
  }

  /** Joins spans in pairs, which halves N and doubles m. */
  public SpanDecays join() {
    long length = length();
    NDList totals = Spans.halves(total(), 1);
    NDList befores = Spans.halves(before, length);
    NDList afters = Spans.halves(after, length);
    return new SpanDecays(
        step.reshape(-1, 2 * length, step.getShape().get(2)),
        befores.get(0).concat(befores.get(1).mul(totals.get(0)), 1),
        afters.get(0).mul(totals.get(1)).concat(afters.get(1), 1));
  }

  private long length() {
    return step.getShape().get(1);
  }
}
