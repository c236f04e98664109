package org.scanline.backbones.scan.planar;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.numeric.ChannelMemory;

/**
 * The recurrences in plain Java, row by row of each plane: a row is copied into scratch memory,
 * scanned in all three directions, and written out.
 *
 * <p>Threads share out the rows for the scans along them; the scan down goes by columns.
 */
final class FusedPlanarScan {
  private static final int WORTH_A_THREAD = 1 << 14; // sigmoids
  private static final Kernel FASTEST = Kernel.fastest();

  private final Kernel kernel;
  private final int batch;
  private final int each; // E
  private final int rows;
  private final int columns;
  private final FloatBuffer inputs; // (B,H,W,3E)
  private final FloatBuffer gates;
  private final FloatBuffer output;
  private final float[] state; // (B,W,E)

  private FusedPlanarScan(
      Kernel kernel, Shape shape, NDArray inputs, NDArray gates, NDArray output, float[] state) {
    this.kernel = kernel;
    batch = Math.toIntExact(shape.get(0));
    each = Math.toIntExact(shape.get(1) / 3);
    rows = Math.toIntExact(shape.get(2));
    columns = Math.toIntExact(shape.get(3));
    this.inputs = ChannelMemory.floats("inputs", inputs);
    this.gates = ChannelMemory.floats("gates", gates);
    this.output = ChannelMemory.floats("output", output);
    this.state = state;
  }

  static ScanResult run(NDArray inputs, NDArray gates, NDArray above, int threads) {
    return run(inputs, gates, above, threads, FASTEST);
  }

  static ScanResult run(NDArray inputs, NDArray gates, NDArray above, int threads, Kernel kernel) {
    NDManager manager = inputs.getManager();
    Shape shape = inputs.getShape();
    Shape cells = new Shape(shape.get(0), shape.get(2), shape.get(3), shape.get(1));
    NDArray output = manager.create(cells, DataType.FLOAT32); // all is written
    try (NDScope scope = new NDScope()) { // closes the copies of arrays with gaps
      scope.suppressNotUsedWarning();
      NDScope.unregister(output);
      NDArray u = inputs.transpose(0, 2, 3, 1);
      NDArray g = gates.transpose(0, 2, 3, 1);
      float[] state = above.transpose(0, 2, 1).toFloatArray(); // (B,W,E)
      new FusedPlanarScan(kernel, shape, u, g, output, state).share(threads);
      NDArray y = output.transpose(0, 3, 1, 2);
      Shape last = new Shape(shape.get(0), shape.get(3), shape.get(1) / 3);
      NDArray columns = manager.create(last, DataType.FLOAT32);
      ChannelMemory.floats("state", columns).put(0, state);
      NDArray s = columns.transpose(0, 2, 1);
      NDScope.unregister(y, s);
      output.close();
      return new ScanResult(y, s);
    }
  }

  private void share(int threads) {
    long work = (long) batch * rows * columns * each * 3;
    int parts = (int) Math.max(1, Math.min(threads, work / WORTH_A_THREAD));
    if (parts == 1) {
      alongRows(0, batch * rows);
      downColumns(0, columns);
    } else {
      IntStream.range(0, parts)
          .parallel()
          .forEach(p -> alongRows(part(batch * rows, p, parts), part(batch * rows, p + 1, parts)));
      IntStream.range(0, parts)
          .parallel()
          .forEach(p -> downColumns(part(columns, p, parts), part(columns, p + 1, parts)));
    }
  }

  private static int part(int all, int p, int parts) {
    return (int) ((long) all * p / parts);
  }

  private void alongRows(int from, int to) {
    Line line = new Line(columns, each, 3);
    for (int row = from; row < to; row++) {
      int at = row * columns * line.pitch;
      line.read(inputs, gates, at, columns);
      kernel.right(line, 0);
      kernel.left(line, each);
      line.write(output, at, columns, 0, 2 * each);
    }
  }

  private void downColumns(int from, int to) {
    if (from == to) {
      return;
    }
    Line line = new Line(to - from, each, 3);
    float[] carried = new float[(to - from) * each];
    for (int b = 0; b < batch; b++) {
      int first = (b * columns + from) * each;
      System.arraycopy(state, first, carried, 0, carried.length);
      for (int row = 0; row < rows; row++) {
        int at = ((b * rows + row) * columns + from) * line.pitch;
        line.read(inputs, gates, at, to - from);
        kernel.down(line, 2 * each, carried);
        line.write(output, at, to - from, 2 * each, each);
      }
      System.arraycopy(carried, 0, state, first, carried.length);
    }
  }
}
