package org.scanline.vision.image.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.scanline.vision.image.ImageStrip;

/** Interleaved samples of files to planes of strips and back. */
final class SampleRows {
  private SampleRows() {}

  /** Reads a row of interleaved samples into planes at an offset. */
  static void read(
      ByteBuffer row, ImageFormat.Samples samples, int width, float[][] planes, int at) {
    float white = samples.white();
    for (int x = 0; x < width; x++) {
      for (float[] plane : planes) {
        plane[at + x] =
            switch (samples) {
              case BYTE -> (row.get() & 0xFF) / white;
              case SHORT -> (row.getShort() & 0xFFFF) / white;
              case FLOAT -> row.getFloat();
            };
      }
    }
  }

  /** Writes a row of a strip as interleaved samples. */
  static void write(ImageStrip strip, int row, ImageFormat.Samples samples, ByteBuffer to) {
    int from = row * strip.width();
    for (int x = from; x < from + strip.width(); x++) {
      for (int c = 0; c < strip.channels(); c++) {
        float value = strip.plane(c)[x];
        switch (samples) {
          case BYTE -> to.put((byte) code(value, samples));
          case SHORT -> to.putShort((short) code(value, samples));
          case FLOAT -> to.putFloat(value);
        }
      }
    }
  }

  /** The nearest code of a sample; what is not a number is black. */
  static int code(float value, ImageFormat.Samples samples) {
    float code = value * samples.white() + 0.5f;
    return code >= samples.white() ? samples.white() : code > 0 ? (int) code : 0;
  }

  /** Room for a row. */
  static ByteBuffer row(ImageFormat format, ByteOrder order) {
    return ByteBuffer.allocate(Math.toIntExact(format.rowBytes())).order(order);
  }
}
