package org.scanline.backbones.scan.numeric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
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
    List<NDList> cuts = new ArrayList<>();
    for (NDArray input : inputs) {
      cuts.add(cut(input));
    }
    NDList outputs = new NDList();
    for (int i = 0; i < cuts.get(0).size(); i++) {
      ScanResult part = one(cuts, i, s, segment);
      outputs.add(part.output());
      s = part.state();
    }
    NDArray output = outputs.size() == 1 ? outputs.get(0) : NDArrays.concat(outputs, 1);
    return new ScanResult(output.reshape(shape.outputShape()), s.reshape(shape.stateShape()));
  }

  /**
   * Segments of (B,H,T,width), each (R,length C,width) at most. All at once: the gradient of one
   * slice is as long as the whole.
   */
  private NDList cut(NDArray input) {
    NDArray rows = input.reshape(shape.sequences(), shape.steps(), input.getShape().get(3));
    long stride = (long) chunk * length;
    long[] cuts =
        LongStream.rangeClosed(1, (shape.steps() - 1) / stride).map(i -> i * stride).toArray();
    return cuts.length == 0 ? new NDList(rows) : rows.split(cuts, 1); // one would be copied
  }

  /** One segment; closes what is not needed any more, so that the next finds it in the cache. */
  private ScanResult one(List<NDList> cuts, int i, NDArray state, Segment segment) {
    ScanResult part;
    try (NDScope scope = new NDScope()) {
      NDList padded = new NDList();
      for (NDList cut : cuts) {
        padded.add(padded(cut.get(i)));
      }
      ScanResult whole = segment.run(padded, state);
      long steps = cuts.get(0).get(i).getShape().get(1);
      part = new ScanResult(trim(whole.output(), steps), whole.state());
      NDScope.unregister(part.output(), part.state());
    }
    NDScope.register(part.output());
    NDScope.register(part.state());
    return part;
  }

  private static NDArray trim(NDArray output, long steps) {
    return output.getShape().get(1) == steps ? output : output.get(new NDIndex(":, :{}", steps));
  }

  /** Fills the last chunk with steps of zeros. */
  private NDArray padded(NDArray rows) {
    Shape size = rows.getShape();
    long missing = (chunk - size.get(1) % chunk) % chunk;
    if (missing == 0) {
      return rows;
    }
    Shape pad = new Shape(size.get(0), missing, size.get(2));
    return rows.concat(rows.getManager().zeros(pad, rows.getDataType()), 1);
  }
}
