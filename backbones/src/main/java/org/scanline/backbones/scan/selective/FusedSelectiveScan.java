package org.scanline.backbones.scan.selective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import java.nio.FloatBuffer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.numeric.Axes;
import org.scanline.backbones.scan.numeric.ChannelMemory;

/**
 * The recurrence in plain Java: channels in sets as wide as a vector, steps in blocks.
 *
 * <p>Threads share out the sets of all batches and groups; every set is computed by one thread.
 */
final class FusedSelectiveScan {
  private static final float LOG2_E = 1.4426950408889634f;
  private static final long WORTH_A_THREAD = 1 << 16; // exponentials
  private static final Kernel FASTEST = Kernel.fastest();

  private final SelectiveScan scan;
  private final Kernel kernel;
  private final int lanes;
  private final int batch;
  private final int steps;
  private final int groups;
  private final int each;
  private final int sets; // in a group
  private final int n;
  private final ChannelMemory u;
  private final ChannelMemory delta;
  private final ChannelMemory b;
  private final ChannelMemory c;
  private final @Nullable ChannelMemory z;
  private final ChannelMemory y;
  private final float[][] constants; // of each set of a group: A log2(e), D, bias
  private final float[] states; // (B,G,sets,N,lanes)

  private FusedSelectiveScan(
      SelectiveScan scan,
      ScanMemory in,
      SelectiveShape shape,
      ChannelMemory output,
      Kernel kernel) {
    this.scan = scan;
    this.kernel = kernel;
    lanes = kernel.lanes();
    batch = (int) shape.batch();
    steps = (int) shape.steps();
    groups = (int) shape.groups();
    each = (int) shape.each();
    sets = (each + lanes - 1) / lanes;
    n = (int) shape.states();
    u = in.u();
    delta = in.delta();
    b = in.b();
    c = in.c();
    z = in.z();
    y = output;
    constants = new float[groups * sets][(n + 2) * lanes];
    states = new float[Math.multiplyExact(batch * groups * sets, n * lanes)];
  }

  static ScanResult run(
      SelectiveScan scan, SelectiveInputs inputs, SelectiveShape shape, int threads) {
    return run(scan, inputs, shape, threads, FASTEST);
  }

  static ScanResult run(
      SelectiveScan scan,
      SelectiveInputs inputs,
      SelectiveShape shape,
      int threads,
      Kernel kernel) {
    return run(
        scan,
        new Arrays(inputs.u().getManager(), inputs.axes(), inputs.state()),
        () -> ScanMemory.of(inputs),
        shape,
        threads,
        kernel);
  }

  /**
   * Directions and gates in the last columns of wider arrays, see {@link ScanMemory#ofColumns}.
   *
   * @param state before the first step
   */
  static ScanResult runColumns(
      SelectiveScan scan,
      Supplier<ScanMemory> memory,
      SelectiveShape shape,
      NDArray state,
      int threads) {
    Arrays arrays = new Arrays(state.getManager(), Axes.CHANNELS_LAST, state);
    return run(scan, arrays, memory, shape, threads, FASTEST);
  }

  /** Where results go, and the state before the first step. */
  private record Arrays(NDManager manager, Axes axes, @Nullable NDArray state) {}

  private static ScanResult run(
      SelectiveScan scan,
      Arrays arrays,
      Supplier<ScanMemory> memory,
      SelectiveShape shape,
      int threads,
      Kernel kernel) {
    NDArray state = arrays.state();
    NDArray output = // all is written
        arrays.manager().create(shape.outputShape(arrays.axes()), DataType.FLOAT32);
    NDArray last = arrays.manager().zeros(shape.stateShape(), DataType.FLOAT32);
    if (output.size() == 0 || last.size() == 0) {
      if (state != null) {
        last.addi(state);
      }
      return new ScanResult(output, last);
    }
    try (NDScope scope = new NDScope()) { // closes the copies of arrays that were not contiguous
      scope.suppressNotUsedWarning();
      ChannelMemory written = ChannelMemory.of("output", output, arrays.axes());
      FusedSelectiveScan fused = new FusedSelectiveScan(scan, memory.get(), shape, written, kernel);
      fused.gatherConstants();
      if (state != null) {
        fused.moveStates(ChannelMemory.floats("state", state), false);
      }
      fused.run(threads);
      fused.moveStates(ChannelMemory.floats("state", last), true);
      NDScope.unregister(output, last);
    }
    return new ScanResult(output, last);
  }

  private void gatherConstants() {
    FloatBuffer a = ChannelMemory.floats("A", scan.a());
    FloatBuffer direct = scan.direct() == null ? null : ChannelMemory.floats("D", scan.direct());
    FloatBuffer bias = scan.bias() == null ? null : ChannelMemory.floats("bias", scan.bias());
    for (int channel = 0; channel < groups * each; channel++) {
      float[] set = constants[channel / each * sets + channel % each / lanes];
      int lane = channel % each % lanes;
      for (int j = 0; j < n; j++) {
        set[j * lanes + lane] = canonical(a.get(channel * n + j) * LOG2_E);
      }
      set[n * lanes + lane] = direct == null ? 0 : direct.get(channel);
      set[(n + 1) * lanes + lane] = bias == null ? 0 : bias.get(channel);
    }
  }

  /** The kernels keep a NaN only when its sign is positive. */
  private static float canonical(float x) {
    return Float.isNaN(x) ? Float.NaN : x;
  }

  /** Copies states from an array (B,D,N) into the lanes, or back out. */
  private void moveStates(FloatBuffer array, boolean out) {
    for (int row = 0; row < batch * groups * each; row++) {
      int at = (row / each * sets + row % each / lanes) * n * lanes + row % each % lanes;
      for (int j = 0; j < n; j++) {
        if (out) {
          array.put(row * n + j, states[at + j * lanes]);
        } else {
          states[at + j * lanes] = array.get(row * n + j);
        }
      }
    }
  }

  private void run(int threads) {
    int all = batch * groups * sets;
    long work = (long) all * lanes * steps * n;
    int parts = (int) Math.max(1, Math.min(Math.min(threads, all), work / WORTH_A_THREAD));
    if (parts == 1) {
      part(0, all);
    } else {
      IntStream.range(0, parts)
          .parallel()
          .forEach(p -> part((int) ((long) all * p / parts), (int) ((long) all * (p + 1) / parts)));
    }
  }

  /** Computes some of the sets, numbered through all batches and groups. */
  private void part(int from, int to) {
    Block block = new Block(scan, z != null, lanes, n);
    ChannelMemory.Patch patch = new ChannelMemory.Patch(Math.max(Block.PITCH, n));
    for (int first = from; first < to; ) {
      int last = Math.min(to, (first / sets + 1) * sets); // those of one group share B and C
      for (int t = 0; t < steps; t += Block.STEPS) {
        patch.from = t;
        patch.steps = block.steps = Math.min(Block.STEPS, steps - t);
        patch.batch = first / sets / groups;
        patch.channel = first / sets % groups * n;
        patch.channels = n;
        b.read(patch, block.b, Block.STEPS, 1);
        c.read(patch, block.c, Block.STEPS, 1);
        for (int set = first; set < last; set += Block.PITCH / lanes) {
          span(set, Math.min(last, set + Block.PITCH / lanes), block, patch);
        }
      }
      first = last;
    }
  }

  /** Computes neighbouring sets of one group. */
  private void span(int from, int to, Block block, ChannelMemory.Patch patch) {
    int group = from / sets % groups;
    int start = from % sets * lanes;
    patch.channel = group * each + start;
    patch.channels = Math.min((to - from) * lanes, each - start);
    u.read(patch, block.u, 1, Block.PITCH);
    delta.read(patch, block.delta, 1, Block.PITCH);
    if (z != null) {
      z.read(patch, block.z, 1, Block.PITCH);
    }
    for (int set = from; set < to; set++) {
      float[] constant = constants[group * sets + set % sets];
      kernel.run(block, (set - from) * lanes, constant, states, set * n * lanes);
    }
    y.write(patch, block.y, Block.PITCH);
  }
}
