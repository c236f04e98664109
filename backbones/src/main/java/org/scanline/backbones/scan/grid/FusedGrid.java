package org.scanline.backbones.scan.grid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The recurrence in plain Java: one row of matrices and one matrix are all it holds. */
final class FusedGrid {
  private static final int GATES = 9;
  private final GridShape shape;
  private final float scale;
  private final FloatBuffer[] inputs; // q, k, v, then the gates
  private final FloatBuffer output;
  private final FloatBuffer right;
  private final FloatBuffer down;

  private FusedGrid(
      GridShape shape,
      float scale,
      FloatBuffer[] inputs,
      FloatBuffer output,
      FloatBuffer right,
      FloatBuffer down) {
    this.shape = shape;
    this.scale = scale;
    this.inputs = inputs;
    this.output = output;
    this.right = right;
    this.down = down;
  }

  static GridResult run(
      GridShape shape,
      NDArray q,
      NDArray k,
      NDArray v,
      GridGates gates,
      @Nullable NDArray entering,
      float scale,
      int threads) {
    NDManager manager = k.getManager();
    GridResult result =
        new GridResult(
            manager.zeros(shape.outputShape(), DataType.FLOAT32),
            manager.zeros(shape.rightShape(), DataType.FLOAT32),
            manager.zeros(shape.downShape(), DataType.FLOAT32));
    try (NDScope scope = new NDScope()) { // closes the copies of arrays that were not contiguous
      FloatBuffer[] inputs = new FloatBuffer[3 + GATES];
      inputs[0] = floats(q);
      inputs[1] = floats(k);
      inputs[2] = floats(v);
      for (int i = 0; i < GATES; i++) {
        inputs[3 + i] = floats(gates.list().get(i));
      }
      if (entering != null) {
        result.right().addi(entering);
      }
      FusedGrid grid =
          new FusedGrid(
              shape,
              scale,
              inputs,
              floats(result.output()),
              floats(result.right()),
              floats(result.down()));
      int sequences = Math.toIntExact(shape.batch() * shape.heads());
      int parts = Math.min(threads, sequences);
      if (parts == 1) {
        grid.sequences(0, sequences);
      } else {
        IntStream.range(0, parts)
            .parallel()
            .forEach(p -> grid.sequences(sequences * p / parts, sequences * (p + 1) / parts));
      }
      NDScope.unregister(result.output(), result.right(), result.down());
    }
    return result;
  }

  private static FloatBuffer floats(NDArray array) {
    if (array.getDataType() != DataType.FLOAT32
        || !array.getDevice().getDeviceType().equals("cpu")) {
      throw new IllegalArgumentException(
          "all arrays must be FLOAT32 on the CPU, one is "
              + array.getDataType()
              + " on "
              + array.getDevice());
    }
    return array.toByteBuffer(true).asFloatBuffer();
  }

  private void sequences(int from, int to) {
    int matrix = shape.keys() * shape.values();
    float[][] row = new float[shape.along()][matrix];
    float[] column = new float[matrix];
    float[] q = new float[shape.keys()];
    float[] k = new float[shape.keys()];
    float[] v = new float[shape.values()];
    float[] o = new float[shape.values()];
    float[] g = new float[GATES];
    for (int s = from; s < to; s++) {
      for (int y = 0; y < row.length; y++) {
        right.get((s * row.length + y) * matrix, row[y]);
      }
      for (int x = 0; x < shape.across(); x++) {
        Arrays.fill(column, 0f);
        for (int y = 0; y < row.length; y++) {
          int cell = (s * shape.across() + x) * row.length + y;
          inputs[0].get(cell * q.length, q);
          inputs[1].get(cell * k.length, k);
          inputs[2].get(cell * v.length, v);
          for (int i = 0; i < GATES; i++) {
            g[i] = inputs[3 + i].get(cell);
          }
          cell(q, k, v, g, row[y], column, o);
          output.put(cell * o.length, o);
        }
        down.put((s * shape.across() + x) * matrix, column);
      }
      for (int y = 0; y < row.length; y++) {
        right.put((s * row.length + y) * matrix, row[y]);
      }
    }
  }

  /** One cell: reads what arrives in left and up, then leaves R in left and D in up. */
  private void cell(
      float[] q, float[] k, float[] v, float[] g, float[] left, float[] up, float[] o) {
    Arrays.fill(o, 0f);
    for (int j = 0, at = 0; j < k.length; j++, at += v.length) {
      key(q[j] * scale, k[j], v, g, left, up, at, o);
    }
  }

  private static void key(
      float q, float k, float[] v, float[] g, float[] left, float[] up, int at, float[] o) {
    float intoRight = g[0] * k;
    float intoDown = g[1] * k;
    float rightLeft = g[2];
    float rightUp = g[3];
    float downUp = g[4];
    float downLeft = g[5];
    float readLeft = g[6] * q;
    float readUp = g[7] * q;
    float readOwn = g[8] * q * k;
    for (int c = 0; c < v.length; c++) {
      float l = left[at + c];
      float u = up[at + c];
      float w = v[c];
      o[c] += readLeft * l + readUp * u + readOwn * w;
      left[at + c] = rightLeft * l + rightUp * u + intoRight * w;
      up[at + c] = downUp * u + downLeft * l + intoDown * w;
    }
  }
}
