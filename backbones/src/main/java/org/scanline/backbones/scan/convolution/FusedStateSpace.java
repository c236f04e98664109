package org.scanline.backbones.scan.convolution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.numeric.Axes;
import org.scanline.backbones.scan.numeric.ChannelMemory;

/**
 * The recurrence in plain Java: channels in sets as wide as a vector, steps in blocks. Threads
 * share out the sets of all sequences.
 */
final class FusedStateSpace {
  private static final long WORTH_A_THREAD = 1 << 17; // complex multiply-adds
  private static final ModeKernel FASTEST = ModeKernel.fastest();

  private final ModeKernel kernel;
  private final int lanes;
  private final int batch;
  private final int steps;
  private final int channels;
  private final int count;
  private final int sets;
  private final ChannelMemory u;
  private final ChannelMemory y;
  private final Modes[] modes; // of each set
  private final float[] states; // (B,sets,real and imaginary,N/2,lanes)

  private FusedStateSpace(
      DiagonalStateSpace space, NDArray u, NDArray output, Axes axes, ModeKernel kernel) {
    this.kernel = kernel;
    lanes = kernel.lanes();
    batch = (int) u.getShape().get(0);
    steps = (int) u.getShape().get(axes == Axes.TIME_LAST ? 2 : 1);
    channels = (int) space.channels();
    count = (int) space.modes();
    sets = (channels + lanes - 1) / lanes;
    this.u = ChannelMemory.of("u", u, axes);
    y = ChannelMemory.of("output", output, axes);
    modes = new Modes[sets];
    states = new float[Math.multiplyExact(batch * sets, 2 * count * lanes)];
  }

  static ScanResult run(
      DiagonalStateSpace space, NDArray u, @Nullable NDArray state, Axes axes, int threads) {
    return run(space, u, state, axes, threads, FASTEST);
  }

  static ScanResult run(
      DiagonalStateSpace space,
      NDArray u,
      @Nullable NDArray state,
      Axes axes,
      int threads,
      ModeKernel kernel) {
    NDManager manager = u.getManager();
    NDArray output = manager.create(u.getShape(), DataType.FLOAT32); // all is written
    NDArray last = manager.zeros(space.stateShape(u.getShape().get(0)), DataType.FLOAT32);
    if (output.size() == 0) {
      if (state != null) {
        last.addi(state);
      }
      return new ScanResult(output, last);
    }
    try (NDScope scope = new NDScope()) { // closes tables and copies
      FusedStateSpace fused = new FusedStateSpace(space, u, output, axes, kernel);
      fused.gather(new Discretized(space, manager));
      if (state != null) {
        fused.moveStates(ChannelMemory.floats("state", state), false);
      }
      fused.run(threads);
      fused.moveStates(ChannelMemory.floats("state", last), true);
      NDScope.unregister(output, last);
    }
    return new ScanResult(output, last);
  }

  private void gather(Discretized discrete) {
    ComplexPair factor = discrete.powers(1).as(DataType.FLOAT32);
    ComplexPair weights = discrete.weights();
    float[] factorReal = factor.real().toFloatArray();
    float[] factorImaginary = factor.imaginary().toFloatArray();
    float[] weightReal = floats(weights.real());
    float[] weightImaginary = floats(weights.imaginary());
    for (int set = 0; set < sets; set++) {
      modes[set] = new Modes(count, lanes);
      for (int lane = 0; lane < Math.min(lanes, channels - set * lanes); lane++) {
        for (int j = 0; j < count; j++) {
          int from = (set * lanes + lane) * count + j;
          int to = j * lanes + lane;
          modes[set].factorReal[to] = factorReal[from];
          modes[set].factorImaginary[to] = factorImaginary[from];
          modes[set].weightReal[to] = weightReal[from];
          modes[set].weightImaginary[to] = weightImaginary[from];
        }
      }
    }
  }

  private static float[] floats(NDArray half) {
    return Scalars.times(half, 2).toType(DataType.FLOAT32, false).toFloatArray();
  }

  /** Copies states from an array (B,D,N/2,2) into the lanes, or back out. */
  private void moveStates(FloatBuffer array, boolean out) {
    for (int row = 0; row < batch * channels; row++) {
      int set = row / channels * sets + row % channels / lanes;
      for (int j = 0; j < 2 * count; j++) { // pair by pair
        int at = (2 * set + j % 2) * count * lanes + j / 2 * lanes + row % channels % lanes;
        if (out) {
          array.put(row * 2 * count + j, states[at]);
        } else {
          states[at] = array.get(row * 2 * count + j);
        }
      }
    }
  }

  private void run(int threads) {
    int all = batch * sets;
    long work = (long) all * lanes * steps * count;
    int parts = (int) Math.max(1, Math.min(Math.min(threads, all), work / WORTH_A_THREAD));
    if (parts == 1) {
      part(0, all);
    } else {
      IntStream.range(0, parts)
          .parallel()
          .forEach(p -> part((int) ((long) all * p / parts), (int) ((long) all * (p + 1) / parts)));
    }
  }

  private void part(int from, int to) {
    Modes.Block block = new Modes.Block(lanes);
    ChannelMemory.Patch patch = new ChannelMemory.Patch(Math.max(Modes.STEPS, lanes));
    for (int item = from; item < to; item++) {
      int set = item % sets;
      patch.batch = item / sets;
      patch.channel = set * lanes;
      patch.channels = Math.min(lanes, channels - set * lanes);
      for (int t = 0; t < steps; t += Modes.STEPS) {
        patch.from = t;
        patch.steps = block.steps = Math.min(Modes.STEPS, steps - t);
        u.read(patch, block.u, 1, lanes);
        kernel.run(block, modes[set], states, item * 2 * count * lanes);
        y.write(patch, block.y, lanes);
      }
    }
  }
}
