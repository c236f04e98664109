package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.scanline.backbones.layer.Constants;

/**
 * Learns a {@link KernelHash} bit by bit (Liu et al., 2012): each bit's weights descend on a smooth
 * version of the disagreement between its signs and what the bits before have left to explain.
 *
 * <p>Wanted are products of codes of +bits for a token's nearest and -bits for its farthest tokens.
 * The gradient is written out, so no gradient collector is needed.
 */
final class HashLearning {
  private static final int ROUNDS = 100;
  private static final double RATE = 5e-4;
  private static final double MOMENTUM = 0.9;

  private final NDArray directions; // (B,H,T,K)
  private final NDArray anchors; // (1,H,M,K)
  private final NDArray mean; // (1,H,1,M)
  private final NDArray kernel; // (B,H,T,M), centred

  HashLearning(NDArray directions, Shape anchorShape, long seed) {
    this.directions = directions;
    int tokens = Math.toIntExact(directions.getShape().get(2));
    int count = Math.toIntExact(anchorShape.get(2));
    if (tokens < count) {
      throw new IllegalArgumentException("anchors=" + count + " of only " + tokens + " tokens");
    }
    List<Integer> order = new ArrayList<>();
    for (int t = 0; t < tokens; t++) {
      order.add(t);
    }
    Collections.shuffle(order, new Random(seed));
    long[] chosen = order.stream().limit(count).mapToLong(t -> t).toArray();
    NDArray places = Constants.indices(directions.getManager(), chosen);
    anchors = directions.get(new NDIndex(":1, :, {}", places));
    NDArray likeness = KernelHash.kernel(directions, anchors);
    mean = likeness.mean(new int[] {2}, true).mean(new int[] {0}, true);
    kernel = likeness.sub(mean);
  }

  NDArray anchors() {
    return anchors;
  }

  NDArray mean() {
    return mean;
  }

  /** The learned weights (H,bits,M), from a start. */
  NDArray weights(NDArray start, int bits, int neighbours) {
    NDArray left = wanted(neighbours).mul(bits); // what the bits to come must explain, (B,H,T,T)
    NDList learned = new NDList();
    for (int bit = 0; bit < bits; bit++) {
      NDArray before = start.get(new NDIndex(":, {}", bit)).expandDims(0).expandDims(3);
      NDArray after = descend(before, left, bits);
      NDArray signsBefore = signs(before);
      NDArray signsAfter = signs(after);
      boolean better = loss(signsAfter, left) < loss(signsBefore, left);
      NDArray signs = better ? signsAfter : signsBefore;
      learned.add((better ? after : before).squeeze(3).squeeze(0));
      left = left.sub(signs.matMul(signs.transpose(0, 1, 3, 2)));
    }
    return NDArrays.stack(learned, 1);
  }

  /** 1 where a token is among the nearest of a row's, -1 among its farthest, else 0. */
  private NDArray wanted(int neighbours) {
    NDArray products = directions.matMul(directions.transpose(0, 1, 3, 2));
    NDArray nearest = products.topK(neighbours, 3, true, true).get(0).min(new int[] {3}, true);
    NDArray farthest = products.topK(neighbours, 3, false, true).get(0).max(new int[] {3}, true);
    NDArray far = products.lte(farthest).toType(products.getDataType(), false);
    NDArray near = products.gte(nearest).toType(products.getDataType(), false);
    return near.sub(near.mul(far)).sub(far);
  }

  /** Weights (1,H,M,1) after gradient descent with Nesterov's momentum. */
  private NDArray descend(NDArray start, NDArray left, int bits) {
    Shape shape = kernel.getShape();
    double share = 1.0 / (shape.get(0) * shape.get(1) * shape.get(2) * bits);
    NDArray both = left.add(left.transpose(0, 1, 3, 2)).mul(-share);
    NDArray across = kernel.transpose(0, 1, 3, 2); // (B,H,M,T)
    NDArray a = start;
    NDArray velocity = start.mul(0);
    for (int round = 0; round < ROUNDS; round++) {
      NDArray y = kernel.matMul(a).mul(0.5).tanh(); // 2 / (1 + e^-z) - 1, (B,H,T,1)
      NDArray slope = y.mul(y).neg().add(1).mul(0.5);
      NDArray gradient = across.matMul(both.matMul(y).mul(slope)).sum(new int[] {0}, true);
      velocity = velocity.mul(MOMENTUM).add(gradient);
      a = a.sub(gradient.add(velocity.mul(MOMENTUM)).mul(RATE));
    }
    return a;
  }

  private NDArray signs(NDArray a) {
    return kernel.matMul(a).gt(0).toType(kernel.getDataType(), false).mul(2).sub(1);
  }

  private static float loss(NDArray signs, NDArray left) {
    return -left.matMul(signs).mul(signs).sum().getFloat();
  }
}
