package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

/**
 * A {@link VssBlock} that reads crosswise, over an image of any height in a file: memory grows with
 * the width and not with the height, the disk holds what the passes leave for one another.
 *
 * <p>Rows are read four times. A column's scan begins with what the column before leaves at its
 * other end, which is far away; but a scan is linear in its state. So one pass downwards and one
 * upwards scan all columns from nothing, and keep the states at their ends and how far states decay
 * on the way: from these follow the states at the beginnings, from column to column. Then one pass
 * upwards scans rows and columns from the end, and writes what it found to the disk; the last one,
 * downwards, scans rows and columns from the beginning and adds that up.
 *
 * <p>The result is that of the whole image but for rounding. Inference on the CPU only. One thread
 * at a time.
 */
public final class FourWayPasses {
  private static final int BLOCK_PIXELS = 1 << 13;
  private static final int ROWS = 0;
  private static final int COLUMNS = 1;
  private static final int ROWS_BACK = 2;
  private static final int COLUMNS_BACK = 3;

  private final VssBlock block;
  private final ParameterStore store;
  private final FeatureFile in;
  private final List<DirectedScan> scans = new ArrayList<>();
  private final int rows;
  private final int each;

  private FourWayPasses(VssBlock block, FeatureFile in, NDManager manager) {
    this.block = block;
    this.in = in;
    store = new ParameterStore(manager, false);
    rows = in.rows();
    each = Math.max(1, BLOCK_PIXELS / in.width());
    for (int way = 0; way < ScanPaths.WAYS; way++) {
      scans.add(block.scan().direction(store, manager, way));
    }
  }

  /**
   * Runs a block.
   *
   * @param block initialized, of {@link ScanPaths#CROSS}
   * @param in all rows written
   * @param out of the same sizes; gets all rows
   * @param folder for what the passes leave for one another: 4 D bytes for each pixel
   * @param parent of the device of the block's parameters
   * @throws IOException when a file cannot be read or written
   */
  public static void run(
      VssBlock block, FeatureFile in, FeatureFile out, Path folder, NDManager parent)
      throws IOException {
    VssScan.Config config = block.scan().config();
    if (config.paths() != ScanPaths.CROSS) {
      throw new IllegalArgumentException("paths=" + config.paths() + " must be CROSS");
    }
    try (NDManager manager = parent.newSubManager();
        FeatureFile upwards = FeatureFile.create(folder, in.rows(), in.width(), config.inner())) {
      FourWayPasses passes = new FourWayPasses(block, in, manager);
      NDArray starts = passes.starts(manager, true);
      NDArray startsBack = passes.starts(manager, false);
      passes.upwards(manager, startsBack, upwards);
      passes.downwards(manager, starts, upwards, out);
    }
  }

  /** Does something with a block of rows. */
  private interface Visit {
    void rows(NDManager manager, int from, int to) throws IOException;
  }

  /** Visits all rows, some at a time, and closes what each visit made. */
  private void visit(NDManager parent, boolean down, Visit visit) throws IOException {
    int blocks = (rows + each - 1) / each;
    for (int i = 0; i < blocks; i++) {
      int from = (down ? i : blocks - 1 - i) * each;
      try (NDManager manager = parent.newSubManager();
          NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        visit.rows(manager, from, Math.min(rows, from + each));
      }
    }
  }

  /** Rows from..to and one more above and below, which the convolution sees. */
  private NDArray read(NDManager manager, int from, int to) throws IOException {
    return in.read(manager, above(from), Math.min(rows, to + 1));
  }

  private static int above(int row) {
    return Math.max(0, row - 1);
  }

  /** What enters the scans in rows from..to, of rows that were read for them. */
  private NDList entered(NDArray read, int from, int to) {
    NDArray normed = block.norm().apply(store, read, false);
    NDList parts = new NDList();
    for (NDArray part : block.scan().enter(store, normed, false)) {
      parts.add(inside(part, from, to));
    }
    return parts;
  }

  private static NDArray inside(NDArray read, int from, int to) {
    return read.get(new NDIndex(":, {}:{}", from - above(from), to - above(from)));
  }

  private NDArray u(NDManager manager, int from, int to) throws IOException {
    return entered(read(manager, from, to), from, to).get(0);
  }

  /** The states with which the columns begin, (W,D,N), scanned downwards or upwards. */
  private NDArray starts(NDManager manager, boolean down) throws IOException {
    DirectedScan scan = scans.get(down ? COLUMNS : COLUMNS_BACK);
    Carried end = new Carried(manager);
    Carried duration = new Carried(manager);
    visit(
        manager,
        down,
        (scope, from, to) -> {
          NDArray columns = columns(u(scope, from, to), down);
          end.set(scan.run(ScanForm.fused(), columns, end.get()).state());
          NDArray some = scan.duration(columns);
          NDArray before = duration.get();
          duration.set(before == null ? some : some.add(before));
        });
    float[] starts = end.known().toFloatArray();
    chain(starts, scan.decay(duration.known()).toFloatArray(), down);
    return manager.create(starts, end.known().getShape());
  }

  /**
   * From the states at the ends of columns that began with nothing to those with which they begin.
   */
  private void chain(float[] states, float[] left, boolean down) {
    int width = in.width();
    int size = states.length / width;
    float[] carried = new float[size];
    for (int i = 0; i < width; i++) {
      int at = (down ? i : width - 1 - i) * size;
      for (int j = 0; j < size; j++) {
        float start = carried[j];
        carried[j] = left[at + j] * start + states[at + j];
        states[at + j] = start;
      }
    }
  }

  /** Images (1,N,W,D) to columns (W,N,D), turned around upwards. */
  private static NDArray columns(NDArray x, boolean down) {
    NDArray columns = x.squeeze(0).transpose(1, 0, 2);
    return down ? columns : columns.flip(1);
  }

  private static NDArray fromColumns(NDArray y, boolean down) {
    return (down ? y : y.flip(1)).transpose(1, 0, 2).expandDims(0);
  }

  private void upwards(NDManager manager, NDArray starts, FeatureFile found) throws IOException {
    Carried row = new Carried(manager);
    Carried columns = new Carried(manager);
    columns.set(starts);
    visit(
        manager,
        false,
        (scope, from, to) -> {
          NDArray u = u(scope, from, to);
          found.write(from, both(u, row, columns, false));
        });
  }

  private void downwards(NDManager manager, NDArray starts, FeatureFile found, FeatureFile out)
      throws IOException {
    Carried row = new Carried(manager);
    Carried columns = new Carried(manager);
    columns.set(starts);
    visit(
        manager,
        true,
        (scope, from, to) -> {
          NDArray x = read(scope, from, to);
          NDList entered = entered(x, from, to);
          NDArray y = both(entered.get(0), row, columns, true).add(found.read(scope, from, to));
          NDArray mixed = block.scan().leave(store, y, entered, false);
          out.write(from, block.finish(store, inside(x, from, to).add(mixed), false));
        });
  }

  /** A scan along rows and one along columns, both ways alike, over u (1,N,W,D). */
  private NDArray both(NDArray u, Carried row, Carried columns, boolean down) {
    Shape s = u.getShape();
    NDArray flat = u.reshape(1, s.get(1) * s.get(2), s.get(3));
    ScanResult along =
        scans
            .get(down ? ROWS : ROWS_BACK)
            .run(ScanForm.fused(), down ? flat : flat.flip(1), row.get());
    row.set(along.state());
    ScanResult across =
        scans
            .get(down ? COLUMNS : COLUMNS_BACK)
            .run(ScanForm.fused(), columns(u, down), columns.get());
    columns.set(across.state());
    NDArray rowsOut = down ? along.output() : along.output().flip(1);
    return rowsOut.reshape(s).add(fromColumns(across.output(), down));
  }

  /** A state that outlives the block of rows that made it. */
  private static final class Carried {
    private final NDManager manager;
    private @Nullable NDArray held;

    Carried(NDManager manager) {
      this.manager = manager;
    }

    @Nullable NDArray get() {
      return held;
    }

    NDArray known() {
      return Objects.requireNonNull(held);
    }

    void set(NDArray state) {
      NDArray before = held;
      held = state.duplicate();
      NDScope.unregister(held);
      held.attach(manager);
      if (before != null) {
        before.close();
      }
    }
  }
}
