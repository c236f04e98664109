package org.scanline.backbones.weights;

import static org.scanline.backbones.weights.Pickles.PROTO;
import static org.scanline.backbones.weights.Pickles.bytes;
import static org.scanline.backbones.weights.Pickles.dict;
import static org.scanline.backbones.weights.Pickles.floats;
import static org.scanline.backbones.weights.Pickles.global;
import static org.scanline.backbones.weights.Pickles.int4;
import static org.scanline.backbones.weights.Pickles.int8;
import static org.scanline.backbones.weights.Pickles.integer;
import static org.scanline.backbones.weights.Pickles.legacy;
import static org.scanline.backbones.weights.Pickles.sizes;
import static org.scanline.backbones.weights.Pickles.storage;
import static org.scanline.backbones.weights.Pickles.tensor;
import static org.scanline.backbones.weights.Pickles.text;
import static org.scanline.backbones.weights.Pickles.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Files made to do harm, each with what the refusal must say. */
final class HostileFiles {

  /**
   * One file.
   *
   * @param title what is wrong with it
   * @param bytes its content
   * @param reason a part of the message
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Hostile(String title, byte[] bytes, String reason) {
    @Override
    public String toString() {
      return title;
    }
  }

  private final List<Hostile> all = new ArrayList<>();

  private HostileFiles() {}

  static List<Hostile> all() {
    HostileFiles files = new HostileFiles();
    files.wrongKinds();
    files.brokenPickles();
    files.bombs();
    files.wrongViews();
    files.wrongZips();
    files.zipPaths();
    files.polyglots();
    files.wrongLegacy();
    return files.all;
  }

  private void add(String title, byte[] bytes, String reason) {
    all.add(new Hostile(title, bytes, reason));
  }

  private void pickle(String title, String pickle, String reason) {
    add(title, Zips.checkpoint(pickle, floats()).build(), reason);
  }

  private void zip(String title, Consumer<Zips> change, String reason) {
    Zips zip = Zips.good();
    change.accept(zip);
    add(title, zip.build(), reason);
  }

  private void entry(String title, Consumer<Zips.Entry> change, String reason) {
    zip(title, zip -> zip.storage(change), reason);
  }

  private void wrongKinds() {
    add("nothing", new byte[0], "empty");
    add("one byte", new byte[1], "neither");
    add("a web page", bytes("<!DOCTYPE html><html>"), "web page");
    add("a pointer", bytes("version https://git-lfs.github.com/spec/v1\n"), "Git LFS");
    add("gzip", bytes("\37\u008b\10\0\0\0\0\0"), "gzip");
    add("HDF5", bytes("\u0089HDF\r\n\32\n"), "HDF5");
    add("GGUF", bytes("GGUF\3\0\0\0\0\0\0\0"), "GGUF");
    add("tar", bytes("data" + "\0".repeat(253) + "ustar\0"), "tar archive");
    add("noise", bytes("q8Zk2!pw".repeat(40)), "neither");
    add("a plain pickle", bytes(Pickles.good()), "not PyTorch's");
    add("a pickle of a number", bytes(PROTO + "K\1."), "not PyTorch's");
    zip("TorchScript", zip -> zip.add("m/constants.pkl", PROTO + ")."), "TorchScript");
    pickle("no tensors", dict(text("a"), "K\1"), "no tensors");
    pickle(
        "a call only", PROTO + global("os", "system") + tuple(text("true")) + "R.", "no tensors");
  }

  private void brokenPickles() {
    pickle("no protocol", "}.", "protocol");
    pickle("protocol 0", "\u0080\0}.", "protocol 0");
    pickle("protocol 9", "\u0080\11}.", "protocol 9");
    pickle("protocol twice", PROTO + PROTO + "}.", "only there");
    pickle("text operations", PROTO + "I1\n.", "no operation");
    pickle("INST", PROTO + "(ios\nsystem\n.", "no operation");
    pickle("OBJ", PROTO + "(" + global("os", "system") + "o.", "no operation");
    pickle("an extension", PROTO + "\u0082\1.", "no operation");
    pickle("an outside buffer", PROTO + "\u0097.", "no operation");
    pickle("text ids", PROTO + "P0\n.", "no operation");
    pickle("an empty stack", PROTO + ".", "stack is empty");
    pickle("no mark", PROTO + "t.", "no mark");
    pickle("a key without value", PROTO + "}(K\1u.", "without a value");
    pickle("below the mark", PROTO + "}(s.", "stack is empty");
    pickle("values left", PROTO + "}}.", "left on the stack");
    pickle("bytes after the end", Pickles.good() + "N.", "after the pickle's end");
    pickle("unknown memo", PROTO + "h\7.", "memo 7");
    pickle("negative memo", PROTO + "Nr\u00ff\u00ff\u00ff\u00ff.", "memo 4294967295");
    pickle("a call of a number", PROTO + "K\1)R.", "no name");
    pickle("a call without tuple", PROTO + global("a", "b") + "]R.", "no name");
    pickle("a name of numbers", PROTO + "K\1K\2\u0093.", "no text");
    pickle("a name of escapes", PROTO + global("a\u001b[2J", "b") + ")R.", "not plain text");
    pickle("a list as key", dict("]", "N"), "neither text nor a number");
    pickle("a key twice", dict(text("a"), "K\1", text("a"), "K\2"), "'a' stands twice");
    pickle("attributes of a number", PROTO + "K\1}b.", "attributes");
    pickle("elements for a number", PROTO + "K\1K\1a.", "no list");
    pickle("keys for a list", PROTO + "]K\1K\1s.", "no dict");
    pickle("not UTF-8", PROTO + "X\2\0\0\0\u00c3(.", "UTF-8");
    pickle("a frame too long", "\u0080\4\u0095" + int8(1L << 40) + "}.", "frame");
    pickle("an unknown persistent id", PROTO + text("x") + "Q.", "persistent");
    pickle("a parameter of a number", PROTO + rebuilt("_rebuild_parameter", "K\1"), "no tensor");
    pickle(
        "a tensor of a name", PROTO + rebuilt("_rebuild_tensor_v2", text("x")), "without storage");
  }

  private static String rebuilt(String function, String argument) {
    return global("torch._utils", function) + tuple(argument) + "R.";
  }

  private void bombs() {
    pickle("text of 4 GiB", PROTO + "X\u00ff\u00ff\u00ff\u00ff.", "4294967295 bytes wanted");
    pickle("text of 8 EiB", PROTO + "\u008d" + int8(Long.MAX_VALUE) + ".", "bytes wanted");
    pickle("text of 16 EiB", PROTO + "\u008d" + int8(-1) + ".", "18446744073709551615 bytes");
    pickle("bytes of 1 TiB", PROTO + "\u008e" + int8(1L << 40) + ".", "bytes wanted");
    pickle("an array of 1 TiB", PROTO + "\u0096" + int8(1L << 40) + ".", "bytes wanted");
    pickle("old text of -1 bytes", PROTO + "T" + int4(-1) + ".", "bytes wanted");
    pickle(
        "an integer of 2 GiB", PROTO + "\u008b" + int4(Integer.MAX_VALUE) + ".", "an integer of");
    pickle("an integer of -1 bytes", PROTO + "\u008b" + int4(-1) + ".", "an integer of");
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
    String pairs = global("collections", "OrderedDict") + "](" + ")".repeat(1000) + "e\u0085R.";
    pickle("pairs that are none", PROTO + pairs, "no pair");
    StringBuilder copies = new StringBuilder(PROTO + "](");
    copies.append(")".repeat(5000)).append("e\u0085q\0");
    String set = global("collections", "OrderedDict") + "q\1";
    copies.append(set).append("h\0R.");
    pickle("pairs copied", copies.toString(), "no pair");
    String latin = global("_codecs", "encode") + "q\1" + text("x".repeat(100_000)) + "\u0085q\0R0";
    pickle("bytes copied", PROTO + latin + "h\1h\0R0".repeat(50_000) + "N.", "steps");
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

  private void view(
      String title, long elements, long offset, String shape, String strides, String reason) {
    pickle(title, dict(text("w"), tensor(elements, offset, shape, strides)), reason);
  }

  private void wrongViews() {
    view("a storage of -1 elements", -1, 0, sizes(1), sizes(1), "storage of -1");
    view("a storage of 2^62", 1L << 62, 0, sizes(1), sizes(1), "storage of");
    view("a storage of 1 TiB", 1L << 38, 0, sizes(1), sizes(1), "8 bytes, the pickle wants");
    view("a storage of another size", 3, 0, sizes(2), sizes(1), "8 bytes, the pickle wants 12");
    view("an offset of -1", 2, -1, sizes(1), sizes(1), "beyond its storage");
    view("an offset of 2^63-1", 2, Long.MAX_VALUE, sizes(2), sizes(1), "beyond its storage");
    view("a shape too large", 2, 0, sizes(3), sizes(1), "beyond its storage");
    view("a shape that overflows", 2, 0, sizes(1L << 32, 1L << 32), sizes(1, 1), "counted");
    view("a negative size", 2, 0, sizes(-2), sizes(1), "negative size");
    view("a negative stride", 2, 1, sizes(2), sizes(-1), "negative stride");
    view("a stride of 0", 2, 0, sizes(1 << 30), sizes(0), "overlap");
    view("windows", 2, 0, sizes(2, 1, 2), sizes(1, 9, 1), "overlap");
    view("a stride that overflows", 2, 0, sizes(3), sizes(Long.MAX_VALUE), "counted");
    view("a size that is NaN", 2, 0, tuple("G\177\u00f8\0\0\0\0\0\0"), sizes(1), "no integer");
    view("a size that is true", 2, 0, tuple("\u0088"), sizes(1), "no integer");
    view("a size of 2^70", 2, 0, tuple("\u008a\11" + "\0".repeat(8) + "@"), sizes(1), "no integer");
    view("100 axes", 2, 0, sizes(new long[100]), sizes(new long[100]), "short tuple");
    view("more strides than sizes", 2, 0, sizes(1), sizes(1, 1), "strides");
    view("a shape that is a list", 2, 0, "]", sizes(), "short tuple");
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

  private void wrongZips() {
    entry("a name twice", entry -> entry.copies = 2, "stands twice");
    entry("two names", entry -> entry.localName = "m/data/1", "directories disagree");
    entry("encrypted", entry -> entry.flags |= 1, "encrypted");
    entry("packed by method 9", entry -> entry.method = 9, "method 9");
    entry("a comment", entry -> entry.comment = "PK\5\6", "commented");
    entry(
        "a wrong sum",
        entry -> {
          entry.crc ^= 1;
        },
        "CRC-32");
    entry("two sums", entry -> entry.localCrc = 7L, "disagree");
    entry("two sizes", entry -> entry.localSize = 7L, "disagree");
    entry("stored in two sizes", entry -> entry.size = 80, "two sizes");
    entry(
        "4 GiB in the directory",
        entry -> {
          entry.size = 0xFFFFFFF0L;
          entry.packedSize = 0xFFFFFFF0L;
        },
        "beyond the end");
    entry(
        "8 EiB in the extra field",
        entry -> {
          entry.size = 0xFFFFFFFFL;
          entry.packedSize = 0xFFFFFFFFL;
          entry.extra = "\1\0\20\0" + int8(Long.MAX_VALUE) + int8(Long.MAX_VALUE);
        },
        "beyond the end");
    entry(
        "-1 in the extra field",
        entry -> {
          entry.size = 0xFFFFFFFFL;
          entry.packedSize = 0xFFFFFFFFL;
          entry.extra = "\1\0\20\0" + int8(-1) + int8(-1);
        },
        "63 bits");
    entry("an extra field too long", entry -> entry.extra = "\1\0\u00ff\0", "broken extra");
    entry("an extra field for nothing", entry -> entry.extra = "\1\0\10\0" + int8(8), "nothing");
    entry("an offset beyond", entry -> entry.shift = 1 << 20, "beyond the end");
    entry("overlapping entries", entry -> entry.shift = -20, "overlap");
    entry("a gap", entry -> entry.behind = "PK\3\4", "belong to no entry");
    entry(
        "wrong sizes behind",
        entry -> {
          entry.flags |= 8;
          entry.localSize = 0L;
          entry.localCrc = 0L;
          entry.behind = "PK\7\10" + int4(entry.crc) + int4(8) + int4(9);
        },
        "sizes behind");
    zip("more entries promised", zip -> zip.entriesMore = 1, "directory");
    zip("fewer entries promised", zip -> zip.entriesMore = -1, "directory");
    zip("a longer directory", zip -> zip.lengthMore = 40, "does not end here");
    zip("another disk", zip -> zip.disk = 1, "in parts");
    zip(
        "a false large record",
        zip -> {
          zip.large = true;
          zip.largeSignature = "PK\6\7";
        },
        "large files");
    zip(
        "a large record elsewhere",
        zip -> {
          zip.large = true;
          zip.largeOffset = 7;
        },
        "elsewhere");
    add("an empty archive", new Zips().build(), "0 entries FOLDER");
    add("an end record only", bytes("PK\5\6" + "\0".repeat(18)), "0 entries FOLDER");
    add("only PK", bytes("PK\3\4"), "too short");
    zip("no version", zip -> zip.entries.remove(2), "no entry 'm/version'");
    zip(
        "a version of letters",
        zip -> zip.entries.set(2, new Zips.Entry("m/version", "x")),
        "no number");
    zip("a byte order of letters", zip -> zip.add("m/byteorder", "middle"), "neither little");
    zip("no storage", zip -> zip.entries.remove(1), "no entry 'm/data/0'");
    zip("no pickle", zip -> zip.entries.remove(0), "0 entries FOLDER");
    zip("two pickles", zip -> zip.add("n/data.pkl", Pickles.good()), "2 entries FOLDER");
  }

  private void zipPaths() {
    String[] names = {
      "../m/x",
      "m/../../etc/passwd",
      "/etc/passwd",
      "m//x",
      "m/./x",
      "..",
      "m\\..\\x",
      "C:/x",
      "m/x\0.pkl",
      "m/\n",
      "m/\u00e2\u0080\u00ae"
    };
    for (String name : names) {
      String shown = name.replaceAll("[^ -~]", "?");
      zip("the path " + shown, zip -> zip.add(name, "x"), "elsewhere");
    }
    zip("an empty name", zip -> zip.add("", "x"), "name of 0 bytes");
    zip("a long name", zip -> zip.add("m/" + "x".repeat(600), "x"), "name of 602 bytes");
    zip("a name in Latin-1", zip -> zip.add("m/\u00e4", "x"), "UTF-8");
    zip("a second folder", zip -> zip.add("other/x", "x"), "outside of the folder");
  }

  private void polyglots() {
    zip("a script before the archive", zip -> zip.before = "#!/bin/sh\nrm -rf x\n", "neither");
    zip("an archive before the archive", zip -> zip.before = "PK\3\4" + "\0".repeat(40), "gap");
    zip("bytes after the archive", zip -> zip.after = "<script>", "behind it");
    zip("two archives", zip -> zip.after = Pickles.latin(Zips.good().build()), "does not end here");
    zip("a comment at the end", zip -> zip.comment = "hello", "behind it");
    zip(
        "a comment that is an end record",
        zip -> zip.comment = "PK\5\6" + "\0".repeat(18),
        "directory");
    zip("bytes before the directory", zip -> zip.between = "\0\0", "belong to no entry");
    String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}";
    add(
        "safetensors with an archive behind",
        bytes(int8(header.length()) + header + "x" + Pickles.latin(Zips.good().build())),
        "bytes needed");
    add(
        "a legacy file with an archive behind",
        bytes(legacy(Pickles.good(), int8(2) + floats()) + Pickles.latin(Zips.good().build())),
        "after the last storage");
  }

  private void wrongLegacy() {
    String good = Pickles.good();
    add(
        "an old file of a wrong version",
        bytes(Pickles.MAGIC + PROTO + "M\u00e8\3." + Pickles.SYSTEM),
        "version");
    add(
        "an old file of a big-endian system",
        bytes(Pickles.MAGIC + Pickles.VERSION + PROTO + "}" + text("little_endian") + "\u0089s."),
        "big-endian");
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
