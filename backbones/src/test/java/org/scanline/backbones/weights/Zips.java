package org.scanline.backbones.weights;

import static org.scanline.backbones.weights.Pickles.bytes;
import static org.scanline.backbones.weights.Pickles.int4;
import static org.scanline.backbones.weights.Pickles.int8;

import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** A zip archive of which everything can be wrong; text holds one character for each byte. */
final class Zips {
  /** An entry; what is null is as it should be. */
  static final class Entry {
    final String name;
    String packed;
    int method;
    int flags = 1 << 11;
    long crc;
    long size;
    long packedSize;
    String localName;
    String localExtra = "";
    String extra = "";
    String comment = "";
    String behind = "";
    int copies = 1;
    long shift;
    @Nullable Long localSize;
    @Nullable Long localCrc;

    Entry(String name, String content) {
      this.name = name;
      this.localName = name;
      this.packed = content;
      this.size = content.length();
      this.packedSize = content.length();
      CRC32 sum = new CRC32();
      sum.update(bytes(content));
      this.crc = sum.getValue();
    }

    Entry deflated() {
      Deflater deflater = new Deflater(9, true);
      deflater.setInput(bytes(packed));
      deflater.finish();
      byte[] into = new byte[packed.length() + 64];
      packed = Pickles.latin(java.util.Arrays.copyOf(into, deflater.deflate(into)));
      deflater.end();
      packedSize = packed.length();
      method = 8;
      return this;
    }

    private String sums(long sum, long packedBytes, long bytes) {
      return int4(sum) + int4(packedBytes) + int4(bytes);
    }

    private String local() {
      long bytes = localSize == null ? size : localSize;
      long small = localSize == null ? packedSize : localSize;
      return "PK\3\4"
          + int2(20)
          + int2(flags)
          + int2(method)
          + int4(0)
          + sums(localCrc == null ? crc : localCrc, small, bytes)
          + int2(localName.length())
          + int2(localExtra.length())
          + localName
          + localExtra
          + packed
          + behind;
    }

    private String central(long offset) {
      return "PK\1\2"
          + int2(20)
          + int2(20)
          + int2(flags)
          + int2(method)
          + int4(0)
          + sums(crc, packedSize, size)
          + int2(name.length())
          + int2(extra.length())
          + int2(comment.length())
          + int4(0)
          + int4(0)
          + int4(offset + shift)
          + name
          + extra
          + comment;
    }
  }

  final List<Entry> entries = new ArrayList<>();
  String before = "";
  String after = "";
  String comment = "";
  String between = "";
  int disk;
  int entriesMore;
  int lengthMore;
  boolean large;
  String largeSignature = "PK\6\6";
  long largeOffset;

  static String int2(int value) {
    return int4(value).substring(0, 2);
  }

  /** A good checkpoint with this pickle and one storage. */
  static Zips checkpoint(String pickle, String storage) {
    Zips zip = new Zips();
    zip.add("m/data.pkl", pickle);
    zip.add("m/data/0", storage);
    zip.add("m/version", "3\n");
    return zip;
  }

  static Zips good() {
    return checkpoint(Pickles.good(), Pickles.floats());
  }

  Entry add(String name, String content) {
    Entry entry = new Entry(name, content);
    entries.add(entry);
    return entry;
  }

  Zips pickle(java.util.function.Consumer<Entry> change) {
    change.accept(entries.get(0));
    return this;
  }

  Zips storage(java.util.function.Consumer<Entry> change) {
    change.accept(entries.get(1));
    return this;
  }

  Zips with(java.util.function.Consumer<Zips> change) {
    change.accept(this);
    return this;
  }

  byte[] build() {
    StringBuilder file = new StringBuilder(before);
    StringBuilder directory = new StringBuilder();
    for (Entry entry : entries) {
      for (int i = 0; i < entry.copies; i++) {
        directory.append(entry.central(file.length()));
      }
      file.append(entry.local());
    }
    file.append(between);
    long begin = file.length();
    int count = entries.stream().mapToInt(entry -> entry.copies).sum() + entriesMore;
    long length = directory.length() + lengthMore;
    file.append(directory);
    if (large) {
      long at = file.length();
      file.append(largeSignature)
          .append(int8(44))
          .append(int2(45) + int2(45) + int4(0) + int4(0))
          .append(int8(count) + int8(count) + int8(length) + int8(begin))
          .append("PK\6\7" + int4(0) + int8(at + largeOffset) + int4(1));
    }
    file.append("PK\5\6")
        .append(int2(disk) + int2(disk) + int2(count) + int2(count))
        .append(int4(length) + int4(begin) + int2(comment.length()) + comment)
        .append(after);
    return bytes(file.toString());
  }
}
