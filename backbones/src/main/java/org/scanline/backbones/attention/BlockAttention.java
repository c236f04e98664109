package org.scanline.backbones.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * Softmax attention inside blocks of C steps that do not overlap: DiagAttention (Qin et al., 2022,
 * section 4.2). The last block may be shorter; the cost is linear in T.
 *
 * <p>Shapes: q (B,H,T,K), k (B,H,S,K), v (B,H,S,V), output (B,H,T,V). Blocks are counted from the
 * first key. The last T keys are those of the queries; the S-T before them, fewer than C, are the
 * begun block of an earlier call. Thread-safe: nothing is kept between calls.
 */
public final class BlockAttention {
  private BlockAttention() {}

  /**
   * A query sees its own key and those before in its block.
   *
   * @param block C, at least 1
   */
  public static NDArray causal(NDArray q, NDArray k, NDArray v, int block, double scale) {
    return run(q, k, v, block, scale, true);
  }

  /**
   * A query sees all keys of its block; then S must be T.
   *
   * @param block C, at least 1
   */
  public static NDArray full(NDArray q, NDArray k, NDArray v, int block, double scale) {
    if (q.getShape().get(2) != k.getShape().get(2)) {
      throw new IllegalArgumentException(
          "queries " + q.getShape() + " must be as many as keys " + k.getShape());
    }
    return run(q, k, v, block, scale, false);
  }

  private static NDArray run(
      NDArray q, NDArray k, NDArray v, int block, double scale, boolean causal) {
    long steps = q.getShape().get(2);
    long keys = k.getShape().get(2);
    long begun = keys - steps;
    if (block < 1 || begun < 0 || begun >= block) {
      throw new IllegalArgumentException(
          "block=" + block + " must be at least 1 and more than the " + begun + " begun steps");
    }
    long head = begun == 0 ? 0 : Math.min(steps, block - begun); // queries of the begun block
    long even = head + (steps - head) / block * block;
    NDList outputs = new NDList();
    if (head > 0) {
      outputs.add(
          SoftmaxAttention.causal(
              steps(q, 0, head), steps(k, 0, begun + head), steps(v, 0, begun + head), scale));
    }
    if (even > head) {
      outputs.add(
          blocks(
              steps(q, head, even),
              steps(k, begun + head, begun + even),
              steps(v, begun + head, begun + even),
              block,
              scale,
              causal));
    }
    if (steps > even || steps == 0) {
      NDArray rest = steps(q, even, steps);
      NDArray restKeys = steps(k, begun + even, keys);
      NDArray restValues = steps(v, begun + even, keys);
      outputs.add(attend(rest, restKeys, restValues, scale, causal));
    }
    return outputs.size() == 1 ? outputs.get(0) : NDArrays.concat(outputs, 2);
  }

  /** Whole blocks: each becomes a head of its own. */
  private static NDArray blocks(
      NDArray q, NDArray k, NDArray v, int block, double scale, boolean causal) {
    Shape shape = v.getShape();
    NDArray o = attend(split(q, block), split(k, block), split(v, block), scale, causal);
    return o.reshape(shape);
  }

  private static NDArray split(NDArray x, int block) {
    Shape s = x.getShape();
    return x.reshape(s.get(0), s.get(1) * (s.get(2) / block), block, s.get(3));
  }

  private static NDArray attend(NDArray q, NDArray k, NDArray v, double scale, boolean causal) {
    return causal ? SoftmaxAttention.causal(q, k, v, scale) : SoftmaxAttention.full(q, k, v, scale);
  }

  private static NDArray steps(NDArray x, long from, long to) {
    return x.get(new NDIndex(":, :, {}:{}", from, to));
  }
}
