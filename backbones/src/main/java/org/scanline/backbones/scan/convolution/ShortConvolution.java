package org.scanline.backbones.scan.convolution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.numeric.ChannelMemory;

/**
 * A causal convolution of a few taps on each channel by itself, then silu, in plain Java: what
 * stands before the scans of Mamba and its kin.
 *
 * <p>It reads its channels where they lie among the columns of a wider array. Every step goes
 * through the same operations wherever it stands, so that a stream gives the same bits for all
 * cuts. FLOAT32 on the CPU, no gradients. Thread-safe.
 */
public final class ShortConvolution {
  private static final TapKernel FASTEST = TapKernel.fastest();

  private final int taps;
  private final int channels;
  private final TapKernel kernel;
  private final float[] weights; // (W,C rounded up), tap by tap, the oldest first; then the bias

  /**
   * Prepares weights.
   *
   * @param weight (C,1,W), for the oldest input first
   * @param bias (C), or null for none
   */
  public ShortConvolution(NDArray weight, @Nullable NDArray bias) {
    this(weight, bias, FASTEST);
  }

  ShortConvolution(NDArray weight, @Nullable NDArray bias, TapKernel kernel) {
    this.kernel = kernel;
    channels = Math.toIntExact(weight.getShape().get(0));
    taps = Math.toIntExact(weight.getShape().get(2));
    int pitch = pitch();
    weights = new float[(taps + 1) * pitch];
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      FloatBuffer from = ChannelMemory.floats("weight", weight);
      FloatBuffer added = bias == null ? null : ChannelMemory.floats("bias", bias);
      for (int c = 0; c < channels; c++) {
        for (int k = 0; k < taps; k++) {
          weights[k * pitch + c] = from.get(c * taps + k);
        }
        weights[taps * pitch + c] = added == null ? 0 : added.get(c);
      }
    }
  }

  /** Channels, rounded up to whole spans. */
  private int pitch() {
    return (channels + TapBlock.PITCH - 1) / TapBlock.PITCH * TapBlock.PITCH;
  }

  /**
   * Convolves.
   *
   * @param x (B,T,columns), of which the first C are the channels
   * @param tail (B,C,W), the last W inputs before, oldest first; zeros at the start
   * @return silu of the convolution (B,T,C), and the tail after the last step
   */
  public ScanResult run(NDArray x, NDArray tail) {
    Shape shape = x.getShape();
    int batch = Math.toIntExact(shape.get(0));
    int steps = Math.toIntExact(shape.get(1));
    NDManager manager = tail.getManager();
    NDArray y = manager.create(new Shape(batch, steps, channels), DataType.FLOAT32);
    NDArray last = manager.create(tail.getShape(), DataType.FLOAT32);
    if (y.size() == 0) {
      last.close();
      return new ScanResult(y, tail.duplicate());
    }
    try (NDScope scope = new NDScope()) { // closes the copies of arrays that were not contiguous
      scope.suppressNotUsedWarning();
      ChannelMemory from = ChannelMemory.columns("x", x, 0);
      ChannelMemory to = ChannelMemory.columns("output", y, 0);
      FloatBuffer before = ChannelMemory.floats("tail", tail);
      FloatBuffer after = ChannelMemory.floats("tail", last);
      TapBlock block = new TapBlock(taps);
      for (int b = 0; b < batch; b++) {
        for (int c = 0; c < channels; c += TapBlock.PITCH) {
          block.patch.batch = b;
          block.patch.channel = c;
          block.patch.channels = Math.min(TapBlock.PITCH, channels - c);
          span(block, from, to, steps, before, after);
        }
      }
      NDScope.unregister(y, last);
    }
    return new ScanResult(y, last);
  }

  /** All steps of neighbouring channels of a sequence. */
  private void span(
      TapBlock block,
      ChannelMemory from,
      ChannelMemory to,
      int steps,
      FloatBuffer before,
      FloatBuffer after) {
    int first = (block.patch.batch * channels + block.patch.channel) * taps;
    block.begin(before, first);
    for (int t = 0; t < steps; t += TapBlock.STEPS) {
      block.patch.from = t;
      block.patch.steps = Math.min(TapBlock.STEPS, steps - t);
      block.read(from);
      kernel.run(block, weights, block.patch.channel, pitch());
      to.write(block.patch, block.y, TapBlock.PITCH);
      block.advance();
    }
    block.end(after, first);
  }
}
