package org.scanline.backbones.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A tensor as a pickle describes it: a strided view of a storage that has not been read yet.
 *
 * <p>All elements lie inside the storage and no two may share a place, so that a view never has
 * more elements than its storage. Strides and offset count elements. Not compared or hashed.
 */
final class TensorView {
  private static final int HIGHEST_RANK = 64; // as in PyTorch

  private final Storages.Ref storage;
  private final DType dtype;
  private final long offset;
  private final long[] shape;
  private final long[] strides;
  private final long size;

  /** Checks the view against the size that the pickle gives its storage. */
  TensorView(Storages.Ref storage, DType dtype, long offset, long[] shape, long[] strides) {
    if (shape.length != strides.length || shape.length > HIGHEST_RANK) {
      throw new IllegalArgumentException(
          "a shape of " + shape.length + " sizes with " + strides.length + " strides");
    }
    this.storage = storage;
    this.dtype = dtype;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
    this.size = product(shape);
    long last = size == 0 ? -1 : lastElement();
    if (offset < 0 || last >= storage.bytes() / dtype.bytes()) {
      throw new IllegalArgumentException("a view beyond its storage");
    }
  }

  Storages.Ref storage() {
    return storage;
  }

  /** Whether the elements lie one behind the other in C order, so that no copy is needed. */
  boolean isContiguous() {
    long expected = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      if (shape[axis] != 1 && strides[axis] != expected) {
        return size == 0;
      }
      expected *= shape[axis];
    }
    return true;
  }

  /** Length of the elements alone. */
  long bytes() {
    return size * dtype.bytes();
  }

  /** The tensor; it shares the storage's memory where it can. */
  Tensor in(ByteBuffer whole) {
    int width = dtype.bytes();
    int start = (int) (size == 0 ? 0 : offset * width);
    if (isContiguous()) {
      return new Tensor(dtype, shape, whole.slice(start, (int) bytes()));
    }
    ByteBuffer from = whole.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer into = ByteBuffer.allocate((int) bytes()).order(ByteOrder.LITTLE_ENDIAN);
    long[] index = new long[shape.length];
    long at = offset;
    while (into.hasRemaining()) {
      copy(from, (int) (at * width), into, width);
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        at += strides[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        at -= strides[axis] * shape[axis];
        index[axis] = 0;
      }
    }
    return new Tensor(dtype, shape, into.flip());
  }

  private static void copy(ByteBuffer from, int at, ByteBuffer into, int width) {
    switch (width) {
      case 1 -> into.put(from.get(at));
      case 2 -> into.putShort(from.getShort(at));
      case 4 -> into.putInt(from.getInt(at));
      default -> into.putLong(from.getLong(at));
    }
  }

  private static long product(long[] shape) {
    long product = 1;
    boolean empty = false;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("a negative size in a shape");
      }
      empty |= size == 0;
      product = size == 0 ? product : multiply(product, size);
    }
    return empty ? 0 : product;
  }

  private static long multiply(long a, long b) {
    if (Math.multiplyHigh(a, b) != 0 || a * b < 0) {
      throw new IllegalArgumentException("a shape with more elements than can be counted");
    }
    return a * b;
  }

  /** The last element's place; every stride must step over all that the smaller ones reach. */
  private long lastElement() {
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] > 1) {
        axes.add(axis);
      }
    }
    axes.sort(Comparator.comparingLong(axis -> strides[axis]));
    long reach = 0;
    for (int axis : axes) {
      if (strides[axis] < 0) {
        throw new IllegalArgumentException("a negative stride");
      }
      if (strides[axis] <= reach) {
        throw new IllegalArgumentException("a view whose elements overlap");
      }
      reach += multiply(strides[axis], shape[axis] - 1);
      if (reach < 0) {
        throw new IllegalArgumentException("a view beyond its storage");
      }
    }
    if (offset < 0 || offset > Long.MAX_VALUE - reach) {
      throw new IllegalArgumentException("a view beyond its storage");
    }
    return offset + reach;
  }
}
