package org.scanline.backbones.scan.grid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.Rows;

/** The recurrence in plain Java: one row of matrices and one matrix are all it holds. */
final class FusedGrid {
  private final GridShape shape;
  private final float scale;
  private final List<Rows> inputs = new ArrayList<>(); // q, k, v, then the gates
  private final Rows output;
  private final Rows right;
  private final Rows down;

  private FusedGrid(GridShape shape, float scale, NDList inputs, GridResult result) {
    this.shape = shape;
    this.scale = scale;
    long cells = (long) shape.across() * shape.along();
    inputs.forEach(input -> this.inputs.add(rows("an input", input, cells)));
    output = rows("output", result.output(), cells);
    right = rows("right", result.right(), shape.along());
    down = rows("down", result.down(), shape.across());
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
            manager.create(shape.outputShape(), DataType.FLOAT32), // all is written
            manager.zeros(shape.rightShape(), DataType.FLOAT32),
            manager.create(shape.downShape(), DataType.FLOAT32));
    try (NDScope scope = new NDScope()) { // closes the copies of arrays that were not contiguous
      if (entering != null) {
        result.right().addi(entering);
      }
      NDList inputs = new NDList(q, k, v).addAll(gates.list());
      FusedGrid grid = new FusedGrid(shape, scale, inputs, result);
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

  private Rows rows(String name, NDArray array, long steps) {
    long width = array.size() / (shape.batch() * shape.heads() * steps);
    return Rows.of(name, array.reshape(shape.batch(), shape.heads(), steps, width));
  }

  private void sequences(int from, int to) {
    int matrix = shape.keys() * shape.values();
    float[][] row = new float[shape.along()][matrix];
    float[] column = new float[matrix];
    float[][] in = new float[inputs.size()][];
    for (int i = 0; i < in.length; i++) {
      in[i] = new float[inputs.get(i).width()];
    }
    float[] o = new float[shape.values()];
    for (int s = from; s < to; s++) {
      for (int y = 0; y < row.length; y++) {
        right.read(s, y, 1, row[y], matrix);
      }
      for (int x = 0; x < shape.across(); x++) {
        Arrays.fill(column, 0f);
        for (int y = 0; y < row.length; y++) {
          int cell = x * row.length + y;
          for (int i = 0; i < in.length; i++) {
            inputs.get(i).read(s, cell, 1, in[i], in[i].length);
          }
          cell(in, row[y], column, o);
          output.write(s, cell, 1, o, o.length);
        }
        down.write(s, x, 1, column, matrix);
      }
      for (int y = 0; y < row.length; y++) {
        right.write(s, y, 1, row[y], matrix);
      }
    }
  }

  /** One cell: reads what arrives in left and up, then leaves R in left and D in up. */
  private void cell(float[][] in, float[] left, float[] up, float[] o) {
    float[] q = in[0];
    float[] k = in[1];
    Arrays.fill(o, 0f);
    for (int j = 0, at = 0; j < k.length; j++, at += o.length) {
      key(q[j] * scale, k[j], in, left, up, at, o);
    }
  }

  private static void key(
      float q, float k, float[][] in, float[] left, float[] up, int at, float[] o) {
    float[] v = in[2];
    float intoRight = in[3][0] * k;
    float intoDown = in[4][0] * k;
    float rightLeft = in[5][0];
    float rightUp = in[6][0];
    float downUp = in[7][0];
    float downLeft = in[8][0];
    float readLeft = in[9][0] * q;
    float readUp = in[10][0] * q;
    float readOwn = in[11][0] * q * k;
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
