package org.scanline.backbones.stream;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Writes a state: numbers as four bytes, samples with their count before them, -1 for none. */
record WrittenState(DataOutputStream out) implements CarriedState {
  @Override
  public int number(int now) throws IOException {
    out.writeInt(now);
    return now;
  }

  @Override
  public float @Nullable [] samples(float @Nullable [] now) throws IOException {
    out.writeInt(now == null ? -1 : now.length);
    if (now != null) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, now.length));
      bytes.asFloatBuffer().put(now);
      out.write(bytes.array());
    }
    return now;
  }
}
