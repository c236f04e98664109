package org.scanline.backbones.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Constants;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.layer.Scoped;

/**
 * The attention of RAT (Wei et al., 2025, eq. 3 and 4): inside chunks of C steps keys and values
 * are averaged, h_t = a_t h_(t-1) + (1 - a_t) x_t; a query sees the last average of each finished
 * chunk and the current one of its own, under one softmax.
 *
 * <p>Shapes (B,H,T,K) for all. Cost T^2/C, and the state grows by one row each chunk. All forms of
 * a scan are this one; it has gradients. Immutable and thread-safe.
 *
 * @param chunk C
 */
public record ChunkStateAttention(int chunk) {
  private static final long ROWS = 256; // queries that attend together
  private static final float HIDDEN = -1e30f;

  /** Checks the chunk. */
  public ChunkStateAttention {
    if (chunk < 1) {
      throw new IllegalArgumentException("chunk=" + chunk + " must be at least 1");
    }
  }

  /**
   * What is carried: the last averages of the finished chunks (B,H,n,K) and the current ones
   * (B,H,1,K), which count only inside a chunk.
   *
   * @param keys of finished chunks
   * @param values of finished chunks
   * @param key current
   * @param value current
   * @param position steps so far
   */
  public record State(NDArray keys, NDArray values, NDArray key, NDArray value, long position) {}

  /**
   * What a call leaves behind.
   *
   * @param output (B,H,T,K)
   * @param state after the last step
   */
  public record Result(NDArray output, State state) {}

  /**
   * Attends T steps.
   *
   * @param gate a, in [0,1], (B,H,T,K), the same for keys and values
   * @param scale of the scores
   */
  public Result run(NDArray q, NDArray k, NDArray v, NDArray gate, State before, double scale) {
    long steps = q.getShape().get(2);
    if (steps == 0) {
      return new Result(v.add(0), before);
    }
    long begun = before.position() % chunk;
    NDArray keys = averages(k, gate, before.key(), begun); // (B,H,n,C,K)
    NDArray values = averages(v, gate, before.value(), begun);
    long done = (begun + steps) / chunk;
    NDIndex ends = new NDIndex(":, :, :{}, {}", done, chunk - 1);
    NDArray pastKeys = before.keys().concat(keys.get(ends), 2);
    NDArray pastValues = before.values().concat(values.get(ends), 2);
    NDArray ownKeys = steps(keys, begun, steps);
    NDArray ownValues = steps(values, begun, steps);
    NDArray output =
        attend(
            Scalars.times(q, scale), ownKeys, ownValues, pastKeys, pastValues, before.position());
    NDIndex last = new NDIndex(":, :, {}:", steps - 1);
    long position = before.position() + steps;
    return new Result(
        output, new State(pastKeys, pastValues, ownKeys.get(last), ownValues.get(last), position));
  }

  /** Averages of all steps by whole chunks, (B,H,n,C,K); the first chunk may be begun already. */
  private NDArray averages(NDArray x, NDArray gate, NDArray carried, long begun) {
    Shape s = x.getShape();
    long missing = Math.floorMod(-(begun + s.get(2)), (long) chunk);
    NDArray taken = padded(x.sub(x.mul(gate)), begun == 0 ? null : carried, begun, 0, missing);
    NDArray kept = padded(gate, begun == 0 ? null : carried, begun, 1, missing);
    Shape chunks = new Shape(s.get(0), s.get(1), -1, chunk, s.get(3));
    NDArray takenByChunk = taken.reshape(chunks);
    NDArray keptByChunk = kept.reshape(chunks);
    NDList averages = new NDList();
    for (int c = 0; c < chunk; c++) {
      NDIndex at = new NDIndex(":, :, :, {}", c);
      NDArray h = takenByChunk.get(at); // nothing is kept from the chunk before
      averages.add(c == 0 ? h : averages.get(c - 1).mul(keptByChunk.get(at)).add(h));
    }
    return NDArrays.stack(averages, 3);
  }

  /** Rows before x, the first of them given and the others constant, then x, then zeros. */
  private static NDArray padded(
      NDArray x, @Nullable NDArray first, long before, float constant, long after) {
    NDList parts = new NDList();
    if (first != null) {
      parts.add(first);
      parts.add(rows(x, before - 1).add(constant));
    }
    parts.add(x);
    parts.add(rows(x, after));
    return NDArrays.concat(parts, 2);
  }

  private static NDArray rows(NDArray like, long rows) {
    Shape s = like.getShape();
    return like.getManager()
        .zeros(new Shape(s.get(0), s.get(1), rows, s.get(3)), like.getDataType());
  }

  /** (B,H,n,C,K) to the T steps that follow the begun ones, (B,H,T,K). */
  private static NDArray steps(NDArray chunks, long begun, long steps) {
    Shape s = chunks.getShape();
    return chunks
        .reshape(s.get(0), s.get(1), s.get(2) * s.get(3), s.get(4))
        .get(new NDIndex(":, :, {}:{}", begun, begun + steps));
  }

  private NDArray attend(
      NDArray q, NDArray ownK, NDArray ownV, NDArray pastK, NDArray pastV, long position) {
    long steps = q.getShape().get(2);
    NDList outputs = new NDList();
    for (long from = 0; from < steps; from += ROWS) {
      long begin = from;
      NDIndex rows = new NDIndex(":, :, {}:{}", from, Math.min(steps, from + ROWS));
      outputs.add(
          Scoped.of(
              () ->
                  block(
                      q.get(rows),
                      ownK.get(rows),
                      ownV.get(rows),
                      pastK,
                      pastV,
                      position + begin)));
    }
    return outputs.size() == 1 ? outputs.get(0) : NDArrays.concat(outputs, 2);
  }

  /** Queries from a position on against the chunks finished before them and their own averages. */
  private NDArray block(
      NDArray q, NDArray ownK, NDArray ownV, NDArray pastK, NDArray pastV, long position) {
    long rows = q.getShape().get(2);
    long finished = (position + rows - 1) / chunk;
    NDIndex seen = new NDIndex(":, :, :{}", finished);
    NDArray scores = q.matMul(pastK.get(seen).transpose(0, 1, 3, 2)); // (B,H,rows,finished)
    NDArray own = q.mul(ownK).sum(new int[] {3}, true);
    NDArray weights = scores.add(mask(q, position, rows, finished)).concat(own, 3).softmax(3);
    NDArray past = weights.get(new NDIndex(":, :, :, :{}", finished)).matMul(pastV.get(seen));
    return past.add(weights.get(new NDIndex(":, :, :, {}:", finished)).mul(ownV));
  }

  /** (rows,finished): 0 for chunks finished before the row's step, else nearly minus infinity. */
  private NDArray mask(NDArray like, long position, long rows, long finished) {
    float[] mask = new float[Math.toIntExact(rows * finished)];
    for (int r = 0; r < rows; r++) {
      int first = Math.toIntExact((position + r) / chunk);
      Arrays.fill(mask, (int) (r * finished) + first, (int) ((r + 1) * finished), HIDDEN);
    }
    return Constants.of(like.getManager(), mask, new Shape(rows, finished), like.getDataType());
  }
}
