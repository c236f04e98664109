package org.scanline.backbones.weights;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The flat runs of elements that a checkpoint keeps beside its pickle. */
@FunctionalInterface
interface Storages {

  /**
   * A storage that a pickle refers to.
   *
   * @param key where the file keeps it
   * @param dtype element type; U8 for a storage without type
   * @param elements how many the pickle says there are
   */
  record Ref(String key, DType dtype, long elements) {
    public Ref {
      if (elements < 0 || elements > Long.MAX_VALUE / 16) {
        throw new IllegalArgumentException("a storage of " + elements + " elements");
      }
    }

    long bytes() {
      return elements * dtype.bytes();
    }
  }

  /**
   * The bytes of a whole storage, little endian from position 0; the same buffer each time.
   *
   * @throws WeightsException when the file has none under the key or one of another length
   */
  ByteBuffer bytes(Ref storage) throws IOException;
}
