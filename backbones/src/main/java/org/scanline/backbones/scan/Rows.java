package org.scanline.backbones.scan;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.Objects;
import org.scanline.backbones.scan.numeric.ChannelMemory;

/**
 * A view of one row of floats for each sequence and step, at fixed strides in an array or a buffer.
 *
 * <p>Element c of step t of sequence s lies at offset + s sequenceStride + t stepStride + c. A step
 * stride of 0 repeats one row for all steps. The view does not copy: the owner keeps the memory
 * alive and unchanged during a scan.
 */
public final class Rows {
  private final FloatBuffer memory;
  private final int offset;
  private final int sequenceStride;
  private final int stepStride;
  private final int width;

  private Rows(FloatBuffer memory, int offset, int sequenceStride, int stepStride, int width) {
    this.memory = Objects.requireNonNull(memory, "memory");
    this.offset = offset;
    this.sequenceStride = sequenceStride;
    this.stepStride = stepStride;
    this.width = width;
    if (offset < 0 || sequenceStride < 0 || stepStride < 0 || width < 1) {
      throw new IllegalArgumentException(
          "offset, strides and width must not be negative nor width 0: "
              + offset
              + ", "
              + sequenceStride
              + ", "
              + stepStride
              + ", "
              + width);
    }
  }

  /** Rows in an array. */
  public static Rows of(float[] memory, int offset, int sequenceStride, int stepStride, int width) {
    return new Rows(FloatBuffer.wrap(memory), offset, sequenceStride, stepStride, width);
  }

  /** Rows in a buffer of native order; offsets count from its index 0. */
  public static Rows of(
      FloatBuffer memory, int offset, int sequenceStride, int stepStride, int width) {
    return new Rows(memory, offset, sequenceStride, stepStride, width);
  }

  /** Rows of an array laid out (sequence, step, width) without gaps. */
  public static Rows bySequence(float[] memory, int steps, int width) {
    return of(memory, 0, Math.multiplyExact(steps, width), width, width);
  }

  /** Rows of an array laid out (step, sequence, width) without gaps. */
  public static Rows byStep(float[] memory, int sequences, int width) {
    return of(memory, 0, width, Math.multiplyExact(sequences, width), width);
  }

  /**
   * Rows of an array (B,H,T,C), a sequence for each of B H; the array must outlive the view.
   *
   * @throws IllegalArgumentException naming the array when it is not FLOAT32 on the CPU
   */
  public static Rows of(String name, NDArray array) {
    int width = Math.toIntExact(array.getShape().get(3));
    int stride = Math.toIntExact(array.getShape().get(2) * width);
    return of(ChannelMemory.floats(name, array), 0, stride, width, width);
  }

  /** Floats in a row. */
  public int width() {
    return width;
  }

  /** Fails when a scan of this size would leave the memory. */
  public void check(String name, int sequences, int steps) {
    long last =
        offset + (sequences - 1L) * sequenceStride + Math.max(0, steps - 1L) * stepStride + width;
    if (sequences > 0 && steps > 0 && last > memory.limit()) {
      throw new IllegalArgumentException(
          name + " ends at " + last + ", its memory at " + memory.limit());
    }
  }

  /** Copies steps from..from+steps of a sequence into rows of the given pitch. */
  public void read(int sequence, int from, int steps, float[] into, int pitch) {
    int at = offset + sequence * sequenceStride + from * stepStride;
    if (pitch == width && stepStride == width) {
      memory.get(at, into, 0, steps * width);
      return;
    }
    for (int t = 0; t < steps; t++) {
      memory.get(at + t * stepStride, into, t * pitch, width);
    }
  }

  /** Copies rows of the given pitch out to steps from..from+steps of a sequence. */
  public void write(int sequence, int from, int steps, float[] source, int pitch) {
    int at = offset + sequence * sequenceStride + from * stepStride;
    if (pitch == width && stepStride == width) {
      memory.put(at, source, 0, steps * width);
      return;
    }
    for (int t = 0; t < steps; t++) {
      memory.put(at + t * stepStride, source, t * pitch, width);
    }
  }
}
