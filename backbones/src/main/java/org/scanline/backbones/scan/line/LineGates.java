package org.scanline.backbones.scan.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * What each step lets in, through and out; all (B,H,T).
 *
 * @param source S, how much of the step's own k v^T enters the state
 * @param transition T, how much of the state goes on, in [-1,1]
 * @param mark M, how much the step reads of the state before it
 * @param direct D, how much it reads of itself
 */
public record LineGates(NDArray source, NDArray transition, NDArray mark, NDArray direct) {

  void demand(Shape line) {
    for (NDArray gate : List.of(source, transition, mark, direct)) {
      if (!gate.getShape().equals(line)) {
        throw new IllegalArgumentException("gates must be " + line + ", one is " + gate.getShape());
      }
    }
  }
}
