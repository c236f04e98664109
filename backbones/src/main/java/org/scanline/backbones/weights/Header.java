package org.scanline.backbones.weights;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The table of contents of a safetensors file.
 *
 * @param entries tensors in the order of their bytes, which they cover without gap or overlap
 * @param metadata free text by key
 * @param bytes length of all tensors together
 */
record Header(List<Entry> entries, Map<String, String> metadata, long bytes) {
  static final int LONGEST = 100_000_000; // bytes, as in the reference reader

  /** One tensor: its place is begin..end, counted from the end of the header. */
  record Entry(String name, DType dtype, List<Long> shape, long begin, long end) {

    /** Checks that type, shape and place agree; nothing is allocated yet. */
    Entry {
      long bytes = dtype.bytes();
      boolean empty = false;
      for (long size : shape) {
        empty |= size == 0;
        bytes = size == 0 ? bytes : product(bytes, size);
      }
      bytes = empty ? 0 : bytes;
      if (end < begin || end - begin != bytes) {
        throw new IllegalArgumentException(
            "type and shape need %d bytes, data_offsets say %d".formatted(bytes, end - begin));
      }
      if (bytes > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException("more than 2 GiB in one tensor");
      }
    }

    private static long product(long a, long b) {
      if (Math.multiplyHigh(a, b) != 0 || a * b < 0) {
        throw new IllegalArgumentException("more elements than can be counted");
      }
      return a * b;
    }

    long[] sizes() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }
  }

  /**
   * Parses and checks a header before anything is allocated for the tensors.
   *
   * @throws WeightsException naming the first tensor that breaks a rule
   */
  static Header parse(byte[] json, String file) {
    return HeaderParser.parse(json, file);
  }

  /**
   * Puts tensors in order and checks that they leave no byte out and share none.
   *
   * @throws WeightsException naming the tensor after the hole or overlap
   */
  static Header of(Entry[] entries, Map<String, String> metadata, String file) {
    Arrays.sort(entries, Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long end = 0;
    for (Entry entry : entries) {
      if (entry.begin() != end) {
        throw WeightsException.at(
            file,
            "tensor '" + entry.name() + "'",
            entry.begin() < end ? "overlaps the one before" : "leaves a hole before it");
      }
      end = entry.end();
    }
    return new Header(List.of(entries), metadata, end);
  }
}
