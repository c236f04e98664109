package org.scanline.backbones.scan.outer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.Rows;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.numeric.ChannelMemory;

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
        ChannelMemory.floats("state", state).get(0, initial);
        scan.restore(initial, 0);
      }
      scan.push(
          Math.toIntExact(shape.steps()),
          Rows.of("q", q),
          Rows.of("k", k),
          Rows.of("v", v),
          logGate == null ? null : gates(logGate, shape),
          bonus == null ? null : bonuses(bonus, shape),
          Rows.of("output", output),
          threads);
      ChannelMemory.floats("state", last).put(0, scan.state());
      NDScope.unregister(output, last);
    }
    return new ScanResult(output, last);
  }

  /** The bonus of each sequence, for all steps the same. */
  private static Rows bonuses(NDArray bonus, OuterProductShape shape) {
    int keys = (int) shape.keys();
    float[] all = new float[Math.multiplyExact((int) shape.sequences(), keys)];
    FloatBuffer perHead = ChannelMemory.floats("bonus", bonus);
    for (int s = 0; s < shape.sequences(); s++) {
      perHead.get(s % (int) shape.heads() * keys, all, s * keys, keys);
    }
    return Rows.of(all, 0, keys, 0, keys);
  }

  private static Rows gates(NDArray logGate, OuterProductShape shape) {
    switch (shape.gate()) {
      case DIAGONAL:
        return Rows.of("logGate", logGate);
      case SCALAR:
        return Rows.of("logGate", logGate.expandDims(3));
      default:
        float[] all = new float[(int) shape.sequences()];
        FloatBuffer perHead = ChannelMemory.floats("logGate", logGate);
        for (int s = 0; s < all.length; s++) {
          all[s] = perHead.get(s % (int) shape.heads());
        }
        return Rows.of(all, 0, 1, 0, 1);
    }
  }
}
