package org.scanline.backbones.scan.numeric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

/**
 * Sequences seen as spans of equal length that are joined in pairs, one step to two, two to four,
 * up to a whole chunk.
 *
 * <p>Lower triangular matrices over the steps of a span are built by halves: the squares on the
 * diagonal are those of the two shorter spans, the square below joins the later steps with the
 * earlier ones. Decay across the middle is decay up to the middle times decay after it, so every
 * factor is at most 1 and nothing is divided or masked.
 */
public final class Spans {
  private Spans() {}

  /** The largest power of two that is at most the bound, and no more than the steps need. */
  public static int chunk(int bound, long steps) {
    int chunk = 1;
    while (2 * chunk <= bound && chunk < steps) {
      chunk *= 2;
    }
    return chunk;
  }

  /**
   * The halves of each span of twice the length.
   *
   * @param rows (N,m,C) in order of time, with N even, or any array of as many elements
   * @param length m
   * @return the earlier and the later half, each (N/2,m,C)
   */
  public static NDList halves(NDArray rows, long length) {
    Shape shape = rows.getShape();
    long width = shape.get(shape.dimension() - 1);
    NDList halves = rows.reshape(-1, 2, length, width).split(2, 1);
    return new NDList(halves.get(0).squeeze(1), halves.get(1).squeeze(1));
  }

  /** The matrix [[early, 0], [across, late]] of matrices (N,m,m): (N,2m,2m). */
  public static NDArray lower(NDArray early, NDArray across, NDArray late) {
    NDArray top = early.concat(early.getManager().zeros(early.getShape(), early.getDataType()), 2);
    return top.concat(across.concat(late, 2), 1);
  }

  /**
   * The inverse of [[E, 0], [across, L]] from the inverses of E and L: no step divides, and with
   * ones on the diagonal of E and L none loses digits.
   */
  public static NDArray inverse(NDArray early, NDArray across, NDArray late) {
    return lower(early, late.matMul(across).matMul(early).neg(), late);
  }

  /** Steps of whole chunks, (R,n C,width), as (R n,C,width); also with spans for chunks. */
  public static NDArray chunks(NDArray steps, long length) {
    return steps.reshape(-1, length, steps.getShape().get(2));
  }

  /** The chunks of each sequence: (R n,C,width) to n arrays (R,C,width). */
  public static NDList perChunk(NDArray chunks, long n) {
    if (n == 1) {
      return new NDList(chunks); // splitting into one copies, which has no gradient
    }
    Shape shape = chunks.getShape();
    NDList parts = new NDList();
    for (NDArray part : chunks.reshape(-1, n, shape.get(1), shape.get(2)).split(n, 1)) {
      parts.add(part.squeeze(1));
    }
    return parts;
  }
}
