package org.scanline.backbones.scan.numeric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;

/**
 * The memory of an array by batch, channel and step, in either order of axes.
 *
 * <p>Copies to and from scratch memory: all others work on arrays that lie close together.
 */
public final class ChannelMemory {
  private final FloatBuffer memory;
  private final int batchStride;
  private final int channelStride;
  private final int stepStride;
  private final int offset;

  private ChannelMemory(
      FloatBuffer memory, int batchStride, int channelStride, int stepStride, int offset) {
    this.memory = memory;
    this.batchStride = batchStride;
    this.channelStride = channelStride;
    this.stepStride = stepStride;
    this.offset = offset;
  }

  /** An array (B,D,T) or (B,T,D); groups and what they hold count as one axis of channels. */
  public static ChannelMemory of(String name, NDArray array, Axes axes) {
    Shape shape = array.getShape();
    boolean timeLast = axes == Axes.TIME_LAST;
    int steps = Math.toIntExact(shape.get(timeLast ? shape.dimension() - 1 : 1));
    int batchStride = Math.toIntExact(shape.size() / shape.get(0));
    int channels = batchStride / steps;
    return timeLast
        ? new ChannelMemory(floats(name, array), batchStride, steps, 1, 0)
        : new ChannelMemory(floats(name, array), batchStride, 1, channels, 0);
  }

  /**
   * Channels that lie beside others in the columns of an array (B,T,columns).
   *
   * @param first column of the first channel
   */
  public static ChannelMemory columns(String name, NDArray array, long first) {
    Shape shape = array.getShape();
    int columns = Math.toIntExact(shape.get(2));
    int batchStride = Math.toIntExact(shape.get(1) * columns);
    return new ChannelMemory(floats(name, array), batchStride, 1, columns, Math.toIntExact(first));
  }

  /** The memory of an array, copied only where it has gaps. */
  public static FloatBuffer floats(String name, NDArray array) {
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

  /**
   * Copies a patch of channels and steps into scratch memory.
   *
   * @param into element (c,t) of the patch goes to c channelPitch + t stepPitch; one pitch is 1
   */
  public void read(Patch patch, float[] into, int channelPitch, int stepPitch) {
    int at = patch.at(this);
    boolean rows = channelStride == 1;
    int outer = rows ? patch.steps : patch.channels;
    int inner = rows ? patch.channels : patch.steps;
    int outerStride = rows ? stepStride : channelStride;
    int outerPitch = rows ? stepPitch : channelPitch;
    int innerPitch = rows ? channelPitch : stepPitch;
    for (int o = 0; o < outer; o++, at += outerStride) {
      if (innerPitch == 1) {
        memory.get(at, into, o * outerPitch, inner);
      } else {
        memory.get(at, patch.row, 0, inner);
        spread(patch.row, inner, into, o * outerPitch, innerPitch);
      }
    }
  }

  private static void spread(float[] row, int count, float[] into, int at, int pitch) {
    for (int i = 0; i < count; i++) {
      into[at + i * pitch] = row[i];
    }
  }

  /** Copies scratch memory, element (c,t) from c + t stepPitch, to a patch. */
  public void write(Patch patch, float[] source, int stepPitch) {
    int at = patch.at(this);
    if (channelStride == 1) {
      for (int t = 0; t < patch.steps; t++, at += stepStride) {
        memory.put(at, source, t * stepPitch, patch.channels);
      }
    } else {
      for (int c = 0; c < patch.channels; c++, at += channelStride) {
        for (int t = 0; t < patch.steps; t++) {
          patch.row[t] = source[c + t * stepPitch];
        }
        memory.put(at, patch.row, 0, patch.steps);
      }
    }
  }

  /** Some steps of some neighbouring channels of one sequence; reused from patch to patch. */
  public static final class Patch {
    /** The sequence. */
    public int batch;

    /** The first channel. */
    public int channel;

    /** How many channels. */
    public int channels;

    /** The first step. */
    public int from;

    /** How many steps. */
    public int steps;

    private final float[] row;

    /** Room for patches of at most so many steps and channels. */
    public Patch(int longest) {
      row = new float[longest];
    }

    private int at(ChannelMemory lanes) {
      return lanes.offset
          + batch * lanes.batchStride
          + channel * lanes.channelStride
          + from * lanes.stepStride;
    }
  }
}
