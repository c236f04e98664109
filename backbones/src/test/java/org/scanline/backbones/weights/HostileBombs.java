package org.scanline.backbones.weights;

import static org.scanline.backbones.weights.Pickles.PROTO;
import static org.scanline.backbones.weights.Pickles.global;
import static org.scanline.backbones.weights.Pickles.int4;
import static org.scanline.backbones.weights.Pickles.int8;
import static org.scanline.backbones.weights.Pickles.sizes;
import static org.scanline.backbones.weights.Pickles.tensor;
import static org.scanline.backbones.weights.Pickles.text;

/** Few bytes that ask for very much. */
final class HostileBombs extends HostileList {
  HostileBombs() {
    hugeLengths();
    deepValues();
    sharedValues();
    copies();
    deflated();
  }

  private void hugeLengths() {
    pickle("text of 4 GiB", PROTO + "X\u00ff\u00ff\u00ff\u00ff.", "4294967295 bytes wanted");
    pickle("text of 8 EiB", PROTO + "\u008d" + int8(Long.MAX_VALUE) + ".", "bytes wanted");
    pickle("text of 16 EiB", PROTO + "\u008d" + int8(-1) + ".", "18446744073709551615 bytes");
    pickle("bytes of 1 TiB", PROTO + "\u008e" + int8(1L << 40) + ".", "bytes wanted");
    pickle("an array of 1 TiB", PROTO + "\u0096" + int8(1L << 40) + ".", "bytes wanted");
    pickle("old text of -1 bytes", PROTO + "T" + int4(-1) + ".", "bytes wanted");
    pickle(
        "an integer of 2 GiB", PROTO + "\u008b" + int4(Integer.MAX_VALUE) + ".", "an integer of");
    pickle("an integer of -1 bytes", PROTO + "\u008b" + int4(-1) + ".", "an integer of");
  }

  private void deepValues() {
    pickle(
        "200,000 lists in lists",
        PROTO + "]".repeat(200_000) + "a".repeat(199_999) + ".",
        "nested too deeply");
    pickle("300 dicts in dicts", PROTO + "}".repeat(300) + "s.", "neither text");
    pickle("100,000 marks", PROTO + "(".repeat(100_000) + ".", "marks");
    pickle("2,000,000 values", PROTO + "N".repeat(2_000_000) + ".", "values on the stack");
    pickle("3,000,000 steps", PROTO + "N0".repeat(1_500_000) + ".", "steps");
    pickle("a list in itself", PROTO + "]q\0h\0a.", "containing itself");
    pickle("a dict in itself", PROTO + "}q\0" + text("a") + "h\0s.", "containing itself");
  }

  private void sharedValues() {
    StringBuilder shared = new StringBuilder(PROTO + "]q\0");
    for (int level = 0; level < 60; level++) {
      shared.append("0](").append("h\0".repeat(8)).append("eq\0");
    }
    pickle("lists shared 8 to the 60th", shared + ".", "shared too often");
    StringBuilder tuples = new StringBuilder(PROTO + ")");
    for (int level = 0; level < 100; level++) {
      tuples.append("2\u0086");
    }
    pickle("a key of tuples shared", "" + tuples.insert(2, "}") + "Ns.", "neither text");
    pickle(
        "names that add up",
        PROTO
            + "}"
            + text("n".repeat(3000))
            + "}"
            + text("m")
            + tensor(2, 0, sizes(2), sizes(1))
            + "ss.",
        "name of");
  }

  private void copies() {
    String pairs = global("collections", "OrderedDict") + "](" + ")".repeat(1000) + "e\u0085R.";
    pickle("pairs that are none", PROTO + pairs, "no pair");
    StringBuilder list = new StringBuilder("](");
    for (int i = 0; i < 5000; i++) {
      list.append("M").append(Zips.int2(i)).append("N\u0086");
    }
    String ordered = global("collections", "OrderedDict") + "q\1";
    pickle(
        "pairs copied",
        PROTO + ordered + list + "e\u0085q\0R0" + "h\1h\0R0".repeat(500) + "N.",
        "steps");
    String latin = global("_codecs", "encode") + "q\1" + text("x".repeat(100_000)) + "\u0085q\0R0";
    pickle("bytes copied", PROTO + latin + "h\1h\0R0".repeat(50_000) + "N.", "steps");
  }

  private void deflated() {
    zip(
        "deflated pickle of 1 GiB",
        zip ->
            zip.pickle(
                entry -> {
                  entry.deflated();
                  entry.size = 1 << 30;
                }),
        "too many");
    zip(
        "deflated pickle longer than said",
        zip -> {
          Zips.Entry entry = new Zips.Entry("m/data.pkl", "N".repeat(4_000_000)).deflated();
          entry.size = 100;
          zip.entries.set(0, entry);
        },
        "another size");
    zip("a deflated tensor", zip -> zip.storage(Zips.Entry::deflated), "must be stored");
  }
}
