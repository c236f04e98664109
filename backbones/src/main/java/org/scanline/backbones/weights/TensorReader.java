package org.scanline.backbones.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Turns a pickle's views into tensors.
 *
 * <p>A view that a file repeats becomes one tensor; views that lie in order share their storage's
 * memory. What must be copied is bounded by the length of the file. Not thread-safe.
 */
final class TensorReader {
  private static final long SLACK = 1 << 16; // bytes

  private final Storages storages;
  private final Map<TensorView, Tensor> known = new IdentityHashMap<>();
  private final Budget copies;

  TensorReader(Storages storages, long fileBytes) {
    this.storages = storages;
    this.copies = new Budget("the tensors are far larger than the file", 2 * fileBytes + SLACK);
  }

  Tensor tensor(TensorView view) throws IOException {
    Tensor tensor = known.get(view);
    if (tensor == null) {
      ByteBuffer whole = storages.bytes(view.storage());
      if (!view.isContiguous()) {
        copies.spend(view.bytes());
      }
      tensor = view.in(whole);
      known.put(view, tensor);
    }
    return tensor;
  }
}
