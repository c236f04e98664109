package org.scanline.backbones.scan.grid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The checked sizes of one grid.
 *
 * @param batch B
 * @param heads H
 * @param across X, 0 is allowed
 * @param along Y, 0 is allowed
 * @param keys K
 * @param values V
 */
record GridShape(long batch, long heads, int across, int along, int keys, int values) {

  static GridShape of(
      NDArray q, NDArray k, NDArray v, GridGates gates, @Nullable NDArray entering) {
    Shape key = k.getShape();
    Shape value = v.getShape();
    if (key.dimension() != 5 || value.dimension() != 5) {
      throw new IllegalArgumentException(
          "k must be (B,H,X,Y,K) and v (B,H,X,Y,V), are " + key + " and " + value);
    }
    Shape grid = key.slice(0, 4);
    demand("q", q, key);
    demand("v", v, grid.add(value.get(4)));
    gates.demand(grid);
    GridShape shape =
        new GridShape(
            key.get(0),
            key.get(1),
            (int) key.get(2),
            (int) key.get(3),
            (int) key.get(4),
            (int) value.get(4));
    if (entering != null) {
      demand("entering", entering, shape.rightShape());
    }
    return shape;
  }

  private static void demand(String name, NDArray array, Shape shape) {
    if (!array.getShape().equals(shape)) {
      throw new IllegalArgumentException(name + " must be " + shape + ", is " + array.getShape());
    }
  }

  boolean empty() {
    return outputShape().size() == 0;
  }

  Shape outputShape() {
    return new Shape(batch, heads, across, along, values);
  }

  Shape rightShape() {
    return new Shape(batch, heads, along, keys, values);
  }

  Shape downShape() {
    return new Shape(batch, heads, across, keys, values);
  }

  /** The result of a grid without cells: what entered leaves again. */
  GridResult nothing(NDArray k, @Nullable NDArray entering) {
    return new GridResult(
        k.getManager().zeros(outputShape(), k.getDataType()),
        entering == null
            ? k.getManager().zeros(rightShape(), k.getDataType())
            : entering.add(0), // not duplicate(), which has no gradient
        k.getManager().zeros(downShape(), k.getDataType()));
  }
}
