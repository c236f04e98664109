package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Tokens sorted by memory: each of the B times M pairs of batch row and memory has a sub-sequence
 * of its own, in the order of time, filled up at its end to the N of the longest.
 *
 * <p>T must be at least 1. A token that nobody chose is in no sub-sequence.
 */
final class Routes {
  private final Shape chosen; // (B,T,k)
  private final int memories;
  private final int longest;
  private final NDArray tokens; // (B*M*N): which of the B*T tokens
  private final NDArray places; // (B*T*k): which of the B*M*N places
  private final NDArray real; // (B*M,N): 1 for a token, 0 for filling
  private final NDArray counts; // (B*M,1,1)

  private Routes(NDManager manager, Shape chosen, long[] memoryOf, int memories, DataType type) {
    this.chosen = chosen;
    this.memories = memories;
    int batch = (int) chosen.get(0);
    int perRow = (int) (chosen.get(1) * chosen.get(2));
    int choices = (int) chosen.get(2);
    int[] sequence = new int[memoryOf.length];
    int[] place = new int[memoryOf.length];
    long[] count = new long[batch * memories];
    for (int i = 0; i < memoryOf.length; i++) {
      sequence[i] = i / perRow * memories + (int) memoryOf[i];
      place[i] = (int) count[sequence[i]]++;
    }
    longest = (int) Arrays.stream(count).max().orElse(0);
    long[] token = new long[count.length * longest];
    float[] isReal = new float[token.length];
    long[] placeOf = new long[memoryOf.length];
    for (int i = 0; i < memoryOf.length; i++) {
      int at = sequence[i] * longest + place[i];
      token[at] = i / choices;
      isReal[at] = 1;
      placeOf[i] = at;
    }
    tokens = own(manager.create(token));
    places = own(manager.create(placeOf));
    real = own(manager.create(isReal, new Shape(count.length, longest))).toType(type, false);
    counts = own(manager.create(count, new Shape(count.length, 1, 1)));
  }

  /**
   * Sorts tokens.
   *
   * @param routing of tokens (B,T)
   */
  static Routes of(Routing routing, int memories) {
    NDArray chosen = routing.chosen();
    return new Routes(
        chosen.getManager(),
        chosen.getShape(),
        chosen.toLongArray(),
        memories,
        routing.weights().getDataType());
  }

  /**
   * A copy in the engine's own memory: what autograd keeps must not lie in a Java buffer. (DJL's
   * toType to the type that the array has copies nothing, whatever it is told.)
   */
  private static NDArray own(NDArray created) {
    try (created) {
      return created.duplicate();
    }
  }

  /** Sorts rows: (B,T,C) to (B*M,N,C). Filling repeats the first token. */
  NDArray sorted(NDArray x) {
    long width = x.getShape().get(2);
    return x.reshape(-1, width)
        .get(new NDIndex("{}", tokens))
        .reshape(chosen.get(0) * memories, longest, width);
  }

  /** 1 for tokens and 0 for filling, (B*M,N). */
  NDArray real() {
    return real;
  }

  /** Brings rows back and adds up those of a token by its weights (B,T,k): (B*M,N,C) to (B,T,C). */
  NDArray merged(NDArray y, NDArray weights) {
    long width = y.getShape().get(2);
    NDArray perChoice =
        y.reshape(-1, width)
            .get(new NDIndex("{}", places))
            .reshape(chosen.get(0), chosen.get(1), chosen.get(2), width);
    return perChoice.mul(weights.expandDims(3)).sum(new int[] {2});
  }

  /**
   * The last W steps of each sub-sequence before its filling.
   *
   * @param all W steps of the past and N of now, (B*M,C,W+N)
   * @param width W
   * @return (B*M,C,W)
   */
  NDArray tails(NDArray all, int width) {
    NDManager manager = all.getManager();
    NDArray steps = counts.add(manager.arange(width).toType(DataType.INT64, true));
    Shape shape = new Shape(all.getShape().get(0), all.getShape().get(1), width);
    return all.gather(steps.broadcast(shape), 2);
  }
}
