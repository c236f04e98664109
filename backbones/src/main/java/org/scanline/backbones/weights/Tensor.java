package org.scanline.backbones.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A named array of a weight file, still in the file's element type.
 *
 * @param dtype element type
 * @param shape sizes in C order; empty for a scalar
 * @param data the elements, little endian, from position 0 to the limit
 */
@SuppressWarnings("ArrayRecordComponent")
public record Tensor(DType dtype, long[] shape, ByteBuffer data) {

  /** Checks that the data are as long as shape and type promise. */
  public Tensor {
    long bytes = dtype.bytes();
    for (long size : shape) {
      if (size < 0) {
        throw new WeightsException("negative size in shape " + Arrays.toString(shape));
      }
      bytes = Math.multiplyExact(bytes, size);
    }
    if (bytes != data.remaining()) {
      throw new WeightsException(
          "shape %s of %s needs %d bytes, there are %d"
              .formatted(Arrays.toString(shape), dtype, bytes, data.remaining()));
    }
    data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A float32 tensor over a copy of the values. */
  public static Tensor of(float[] values, long... shape) {
    ByteBuffer data = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new Tensor(DType.F32, shape, data);
  }

  /** A tensor of type F32, F16 or BF16, rounded to nearest, ties to even. */
  public static Tensor of(DType dtype, float[] values, long... shape) {
    ByteBuffer data =
        ByteBuffer.allocate(values.length * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (dtype) {
        case F32 -> data.putFloat(value);
        case F16 -> data.putShort(HalfFloat.fromFloat(value));
        case BF16 -> data.putShort(upperHalf(value));
        default -> throw new IllegalArgumentException("floats cannot be stored as " + dtype);
      }
    }
    return new Tensor(dtype, shape, data.flip());
  }

  private static short upperHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    int rounded = Float.isNaN(value) ? bits | 0x400000 : bits + 0x7FFF + ((bits >>> 16) & 1);
    return (short) (rounded >>> 16);
  }

  /** Number of elements. */
  public int size() {
    return data.limit() / dtype.bytes();
  }

  /**
   * The elements as doubles; integers and booleans too.
   *
   * @throws WeightsException for complex elements
   */
  public double[] toDoubleArray() {
    double[] values = new double[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = element(i);
    }
    return values;
  }

  /**
   * The elements as floats, rounded where the type is wider.
   *
   * @throws WeightsException for complex elements
   */
  public float[] toFloatArray() {
    float[] values = new float[size()];
    if (dtype == DType.F32) {
      data.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return values;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) element(i);
    }
    return values;
  }

  private double element(int i) {
    int at = i * dtype.bytes();
    return switch (dtype) {
      case BOOL, U8 -> data.get(at) & 0xFF;
      case I8 -> data.get(at);
      case F8_E4M3 -> smallFloat(data.get(at));
      case F8_E5M2 -> HalfFloat.toFloat((short) (data.get(at) << 8)); // the upper half of a half
      case I16 -> data.getShort(at);
      case U16 -> data.getShort(at) & 0xFFFF;
      case F16 -> HalfFloat.toFloat(data.getShort(at));
      case BF16 -> Float.intBitsToFloat(data.getShort(at) << 16);
      case I32 -> data.getInt(at);
      case U32 -> data.getInt(at) & 0xFFFFFFFFL;
      case F32 -> data.getFloat(at);
      case I64 -> data.getLong(at);
      case U64 -> data.getLong(at) + (data.getLong(at) < 0 ? 0x1p64 : 0);
      case F64 -> data.getDouble(at);
      case C64 -> throw new WeightsException("complex elements are not single numbers");
    };
  }

  /** Eight bits with four of exponent, no infinity: F8_E4M3 (FN) of the OCP 8-bit formats. */
  private static double smallFloat(byte bits) {
    int exponent = (bits >>> 3) & 0xF;
    int fraction = bits & 7;
    if ((bits & 0x7F) == 0x7F) {
      return Double.NaN;
    }
    double magnitude =
        exponent == 0 ? fraction * 0x1p-9 : Math.scalb(1 + fraction / 8.0, exponent - 7);
    return bits < 0 ? -magnitude : magnitude;
  }
}
