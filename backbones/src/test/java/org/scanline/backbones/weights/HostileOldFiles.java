package org.scanline.backbones.weights;

import static org.scanline.backbones.weights.Pickles.PROTO;
import static org.scanline.backbones.weights.Pickles.bytes;
import static org.scanline.backbones.weights.Pickles.dict;
import static org.scanline.backbones.weights.Pickles.floats;
import static org.scanline.backbones.weights.Pickles.int8;
import static org.scanline.backbones.weights.Pickles.legacy;
import static org.scanline.backbones.weights.Pickles.sizes;
import static org.scanline.backbones.weights.Pickles.storage;
import static org.scanline.backbones.weights.Pickles.tensor;
import static org.scanline.backbones.weights.Pickles.text;

/** Files as PyTorch wrote them before 1.6, with pickles and storages that disagree. */
final class HostileOldFiles extends HostileList {
  HostileOldFiles() {
    wrongHeads();
    wrongStorages();
  }

  private void wrongHeads() {
    add(
        "an old file of a wrong version",
        bytes(Pickles.MAGIC + PROTO + "M\u00e8\3." + Pickles.SYSTEM),
        "version");
    add(
        "an old file of a big-endian system",
        bytes(Pickles.MAGIC + Pickles.VERSION + PROTO + "}" + text("little_endian") + "\u0089s."),
        "big-endian");
  }

  private void wrongStorages() {
    String good = Pickles.good();
    add("an old storage of another size", bytes(legacy(good, int8(3) + floats())), "has not 2");
    add(
        "an old storage of 2^62 elements",
        bytes(legacy(dict(text("w"), tensor(1L << 58, 0, sizes(2), sizes(1))), int8(1L << 58))),
        "cut off");
    add("an old storage cut off", bytes(legacy(good, int8(2) + "\0\0\0\0")), "cut off");
    add(
        "an old storage for nothing",
        bytes(legacy(dict(text("a"), "K\1"), int8(2) + floats())),
        "nothing refers to");
    add(
        "an old file without storages",
        bytes(Pickles.MAGIC + Pickles.VERSION + Pickles.SYSTEM + good + PROTO + "]."),
        "none with the key '0'");
    add(
        "an old storage twice",
        bytes(
            Pickles.MAGIC
                + Pickles.VERSION
                + Pickles.SYSTEM
                + good
                + PROTO
                + "]("
                + text("0")
                + text("0")
                + "e."
                + (int8(2) + floats()).repeat(2)),
        "stands twice");
    add(
        "an old storage of two types",
        bytes(
            legacy(
                dict(
                    text("v"),
                    tensor(2, 0, sizes(2), sizes(1)),
                    text("w"),
                    tensor(storage("HalfStorage", "0", 2), 0, sizes(2), sizes(1))),
                int8(2) + floats())),
        "two types");
  }
}
