package org.scanline.backbones.weights;

import static org.scanline.backbones.weights.Pickles.PROTO;
import static org.scanline.backbones.weights.Pickles.dict;
import static org.scanline.backbones.weights.Pickles.global;
import static org.scanline.backbones.weights.Pickles.integer;
import static org.scanline.backbones.weights.Pickles.sizes;
import static org.scanline.backbones.weights.Pickles.storage;
import static org.scanline.backbones.weights.Pickles.tensor;
import static org.scanline.backbones.weights.Pickles.text;
import static org.scanline.backbones.weights.Pickles.tuple;

/** Tensors that are no part of their storage, or ask for more than there is. */
final class HostileViews extends HostileList {
  HostileViews() {
    wrongStorages();
    wrongShapes();
    wrongStrides();
    wrongNames();
    copies();
  }

  private void view(
      String title, long elements, long offset, String shape, String strides, String reason) {
    pickle(title, dict(text("w"), tensor(elements, offset, shape, strides)), reason);
  }

  private void wrongStorages() {
    view("a storage of -1 elements", -1, 0, sizes(1), sizes(1), "storage of -1");
    view("a storage of 2^62", 1L << 62, 0, sizes(1), sizes(1), "storage of");
    view("a storage of 1 TiB", 1L << 38, 0, sizes(1), sizes(1), "8 bytes, the pickle wants");
    view("a storage of another size", 3, 0, sizes(2), sizes(1), "8 bytes, the pickle wants 12");
    view("an offset of -1", 2, -1, sizes(1), sizes(1), "beyond its storage");
    view("an offset of 2^63-1", 2, Long.MAX_VALUE, sizes(2), sizes(1), "beyond its storage");
    pickle(
        "a quantised storage",
        dict(text("w"), tensor(storage("QInt8Storage", "0", 8), 0, sizes(2), sizes(1))),
        "QInt8Storage are not supported");
    pickle(
        "a storage of os.FloatStorage",
        PROTO
            + tuple(
                text("storage"), global("os", "FloatStorage"), text("0"), text("cpu"), integer(2))
            + "Q.",
        "not supported");
  }

  private void wrongShapes() {
    view("a shape too large", 2, 0, sizes(3), sizes(1), "beyond its storage");
    view("a shape that overflows", 2, 0, sizes(1L << 32, 1L << 32), sizes(1, 1), "counted");
    view("a negative size", 2, 0, sizes(-2), sizes(1), "negative size");
    view("a size that is NaN", 2, 0, tuple("G\177\u00f8\0\0\0\0\0\0"), sizes(1), "no integer");
    view("a size that is true", 2, 0, tuple("\u0088"), sizes(1), "no integer");
    view("a size of 2^70", 2, 0, tuple("\u008a\11" + "\0".repeat(8) + "@"), sizes(1), "no integer");
    view("100 axes", 2, 0, sizes(new long[100]), sizes(new long[100]), "short tuple");
    view("more strides than sizes", 2, 0, sizes(1), sizes(1, 1), "strides");
    view("a shape that is a list", 2, 0, "]", sizes(), "short tuple");
  }

  private void wrongStrides() {
    view("a negative stride", 2, 1, sizes(2), sizes(-1), "negative stride");
    view("a stride of 0", 2, 0, sizes(1 << 30), sizes(0), "overlap");
    view("windows", 2, 0, sizes(2, 1, 2), sizes(1, 9, 1), "overlap");
    view("a stride that overflows", 2, 0, sizes(3), sizes(Long.MAX_VALUE), "counted");
  }

  private void wrongNames() {
    pickle(
        "a key that climbs",
        dict(text("w"), tensor(storage("FloatStorage", "../version", 2), 0, sizes(2), sizes(1))),
        "no entry");
    pickle(
        "two tensors of one name",
        dict(
            text("a.b"),
            tensor(2, 0, sizes(2), sizes(1)),
            text("a"),
            "}" + text("b") + tensor(2, 0, sizes(2), sizes(1)) + "s"),
        "a.b: two tensors");
  }

  private void copies() {
    StringBuilder copies = new StringBuilder();
    String kept = storage("FloatStorage", "0", 30_000) + "q\0";
    for (int i = 0; i < 100; i++) {
      copies
          .append(text("w" + i))
          .append(tensor(i == 0 ? kept : "h\0", 0, sizes(300, 100), sizes(1, 300)));
    }
    add(
        "a storage copied 100 times",
        Zips.checkpoint(PROTO + "}(" + copies + "u.", "\0".repeat(120_000)).build(),
        "larger than the file");
  }
}
