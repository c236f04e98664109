package org.scanline.backbones.stream;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads what {@link WrittenState} wrote. */
record ReadState(DataInputStream in) implements CarriedState {
  @Override
  public int number(int now) throws IOException {
    return in.readInt();
  }

  @Override
  public float @Nullable [] samples(float @Nullable [] now) throws IOException {
    int count = in.readInt();
    if (count < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(Math.multiplyExact(Float.BYTES, count));
    if (bytes.length < Float.BYTES * count) {
      throw new EOFException("a state ends early");
    }
    float[] samples = new float[count];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(samples);
    return samples;
  }
}
