package org.scanline.backbones.scan.numeric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.ScanShape;

/**
 * Walks over sequences in segments of whole chunks and hands the state from one to the next, so
 * that what a segment needs besides stays in the cache and time stays linear in T.
 *
 * @param shape sizes of the scan; T at least 1
 * @param chunk C, steps in a chunk
 * @param length chunks in a segment at most
 */
public record Segments(ScanShape shape, int chunk, int length) {

  /** Computes one segment of n chunks. */
  @FunctionalInterface
  public interface Segment {
    /**
     * Computes the segment's outputs.
     *
     * @param inputs the steps of every input, each (R,n C,width), with R = B H
     * @param state before the segment, (R,K,V)
     * @return output (R,n C,V) and the state after the segment (R,K,V)
     */
    ScanResult run(NDList inputs, NDArray state);
  }

  /**
   * Runs all segments and closes what they made underway.
   *
   * @param inputs arrays (B,H,T,width); what the last chunk lacks is filled with zeros
   * @param state the initial state (B,H,K,V), or null for zero
   * @param segment computes one segment
   * @return output (B,H,T,V) and state (B,H,K,V)
   */
  public ScanResult run(NDList inputs, @Nullable NDArray state, Segment segment) {
    ScanResult result;
    try (NDScope scope = new NDScope()) {
      result = walk(inputs, state, segment);
      NDScope.unregister(result.output(), result.state());
    }
    NDScope.register(result.output());
    NDScope.register(result.state());
    return result;
  }

  private ScanResult walk(NDList inputs, @Nullable NDArray state, Segment segment) {
    NDArray first = inputs.get(0);
    NDArray s =
        state == null ? first.getManager().zeros(shape.stateShape(), first.getDataType()) : state;
    s = s.reshape(shape.sequences(), shape.keys(), shape.values());
    NDList outputs = new NDList();
    long stride = (long) chunk * length;
    for (long from = 0; from < shape.steps(); from += stride) {
      long to = Math.min(shape.steps(), from + stride);
      NDList cut = new NDList();
      for (NDArray input : inputs) {
        cut.add(cut(input, from, to));
      }
      ScanResult part = segment.run(cut, s);
      outputs.add(trim(part.output(), to - from));
      s = part.state();
    }
    NDArray output = outputs.size() == 1 ? outputs.get(0) : NDArrays.concat(outputs, 1);
    return new ScanResult(output.reshape(shape.outputShape()), s.reshape(shape.stateShape()));
  }

  private static NDArray trim(NDArray output, long steps) {
    return output.getShape().get(1) == steps ? output : output.get(new NDIndex(":, :{}", steps));
  }

  /** Steps from..to of (B,H,T,width) as (R,n C,width). */
  private NDArray cut(NDArray array, long from, long to) {
    long width = array.getShape().get(3);
    NDArray part = array.reshape(shape.sequences(), shape.steps(), width);
    if (to - from < shape.steps()) {
      part = part.get(new NDIndex(":, {}:{}", from, to));
    }
    long missing = (chunk - (to - from) % chunk) % chunk;
    if (missing == 0) {
      return part;
    }
    Shape pad = new Shape(shape.sequences(), missing, width);
    return part.concat(part.getManager().zeros(pad, part.getDataType()), 1);
  }
}
