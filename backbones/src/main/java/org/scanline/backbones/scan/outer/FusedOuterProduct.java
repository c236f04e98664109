package org.scanline.backbones.scan.outer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.Rows;
import org.scanline.backbones.scan.ScanResult;

/** {@link RecurrentScan} over the memory of NDArrays, without copying them. */
final class FusedOuterProduct {
  private FusedOuterProduct() {}

  static ScanResult run(
      NDArray q,
      NDArray k,
      NDArray v,
      @Nullable NDArray logGate,
      @Nullable NDArray bonus,
      @Nullable NDArray state,
      float scale,
      int threads) {
    OuterProductShape shape = OuterProductShape.of(q, k, v, logGate, bonus, state);
    NDManager manager = k.getManager();
    NDArray output = manager.create(shape.outputShape(), DataType.FLOAT32); // all is written
    NDArray last = manager.zeros(shape.stateShape(), DataType.FLOAT32);
    if (output.size() == 0 || last.size() == 0) {
      if (state != null) {
        last.addi(state);
      }
      return new ScanResult(output, last);
    }
    RecurrentScan scan =
        new RecurrentScan(
            Math.toIntExact(shape.sequences()), (int) shape.keys(), (int) shape.values(), scale);
    try (NDScope scope = new NDScope()) { // closes the copies of arrays that were not contiguous
      if (state != null) {
        float[] initial = new float[Math.toIntExact(last.size())];
        floats("state", state).get(0, initial);
        scan.restore(initial, 0);
      }
      scan.push(
          Math.toIntExact(shape.steps()),
          rows("q", q),
          rows("k", k),
          rows("v", v),
          logGate == null ? null : gates(logGate, shape),
          bonus == null ? null : bonuses(bonus, shape),
          rows("output", output),
          threads);
      floats("state", last).put(0, scan.state());
      NDScope.unregister(output, last);
    }
    return new ScanResult(output, last);
  }

  /** The bonus of each sequence, for all steps the same. */
  private static Rows bonuses(NDArray bonus, OuterProductShape shape) {
    int keys = (int) shape.keys();
    float[] all = new float[Math.multiplyExact((int) shape.sequences(), keys)];
    FloatBuffer perHead = floats("bonus", bonus);
    for (int s = 0; s < shape.sequences(); s++) {
      perHead.get(s % (int) shape.heads() * keys, all, s * keys, keys);
    }
    return Rows.of(all, 0, keys, 0, keys);
  }

  private static Rows gates(NDArray logGate, OuterProductShape shape) {
    switch (shape.gate()) {
      case DIAGONAL:
        return rows("logGate", logGate);
      case SCALAR:
        return rows("logGate", logGate.expandDims(3));
      default:
        float[] all = new float[(int) shape.sequences()];
        FloatBuffer perHead = floats("logGate", logGate);
        for (int s = 0; s < all.length; s++) {
          all[s] = perHead.get(s % (int) shape.heads());
        }
        return Rows.of(all, 0, 1, 0, 1);
    }
  }

  /** Rows of an array (B,H,T,C). */
  private static Rows rows(String name, NDArray array) {
    Shape shape = array.getShape();
    int width = (int) shape.get(3);
    return Rows.of(floats(name, array), 0, Math.toIntExact(shape.get(2) * width), width, width);
  }

  private static FloatBuffer floats(String name, NDArray array) {
    if (array.getDataType() != DataType.FLOAT32
        || !array.getDevice().getDeviceType().equals("cpu")) {
      throw new IllegalArgumentException(
          name
              + " must be FLOAT32 on the CPU, is "
              + array.getDataType()
              + " on "
              + array.getDevice());
    }
    return array.toByteBuffer(true).asFloatBuffer();
  }
}
