package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.layer.Position;

/**
 * The last W keys and values, carried from call to call; zeros stand where nothing was seen yet.
 *
 * @param keys (B,H,W,K), oldest first
 * @param values (B,H,W,V)
 * @param position steps seen so far
 */
record KeyValueWindow(NDArray keys, NDArray values, long position) {

  /** The shapes of the three arrays that {@link #of} takes and {@link #after} gives. */
  static Shape[] shapes(long batch, long heads, long window, long keyWidth, long valueWidth) {
    return new Shape[] {
      new Shape(batch, heads, window, keyWidth),
      new Shape(batch, heads, window, valueWidth),
      Position.shape(batch)
    };
  }

  /** Reads keys, values and position from a state. */
  static KeyValueWindow of(NDList state) {
    return new KeyValueWindow(state.get(0), state.get(1), Position.of(state.get(2)));
  }

  /** Those of the carried rows that were seen, then the new ones. */
  KeyValueWindow followedBy(NDArray k, NDArray v) {
    long width = keys.getShape().get(2);
    NDIndex seen = new NDIndex(":, :, {}:", width - Math.min(width, position));
    return new KeyValueWindow(
        keys.get(seen).concat(k, 2), values.get(seen).concat(v, 2), position + k.getShape().get(2));
  }

  /** Keys, values and position to carry on once k and v have been seen. */
  NDList after(NDArray k, NDArray v) {
    long steps = k.getShape().get(2);
    NDIndex last = new NDIndex(":, :, {}:", steps);
    return new NDList(
        keys.concat(k, 2).get(last),
        values.concat(v, 2).get(last),
        Position.at(k.getManager(), k.getShape().get(0), position + steps));
  }
}
