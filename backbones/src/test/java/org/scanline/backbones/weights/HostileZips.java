package org.scanline.backbones.weights;

import static org.scanline.backbones.weights.Pickles.bytes;
import static org.scanline.backbones.weights.Pickles.floats;
import static org.scanline.backbones.weights.Pickles.int4;
import static org.scanline.backbones.weights.Pickles.int8;
import static org.scanline.backbones.weights.Pickles.legacy;

/** Archives that could mean different files to different readers, or reach beyond the end. */
final class HostileZips extends HostileList {
  HostileZips() {
    wrongEntries();
    wrongSizes();
    wrongExtraFields();
    wrongPlaces();
    wrongEnds();
    wrongContents();
    paths();
    polyglots();
  }

  private void wrongEntries() {
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
  }

  private void wrongSizes() {
    entry(
        "4 GiB in the directory",
        entry -> {
          entry.size = 0xFFFFFFF0L;
          entry.packedSize = 0xFFFFFFF0L;
        },
        "beyond the end");
    entry(
        "wrong sizes behind",
        entry -> {
          entry.flags |= 8;
          entry.localSize = 0L;
          entry.localCrc = 0L;
          entry.behind = "PK\7\10" + int4(entry.crc) + int4(8) + int4(9);
        },
        "sizes behind");
  }

  private void wrongExtraFields() {
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
  }

  private void wrongPlaces() {
    entry("an offset beyond", entry -> entry.shift = 1 << 20, "beyond the end");
    entry("overlapping entries", entry -> entry.shift = -20, "overlap");
    entry("a gap", entry -> entry.behind = "PK\3\4", "belong to no entry");
  }

  private void wrongEnds() {
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
  }

  private void wrongContents() {
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

  private void paths() {
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
}
