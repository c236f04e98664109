package org.scanline.backbones.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A zip archive in which both directories agree and the entries cover the file without gap or
 * overlap, so that every reader sees the same files.
 *
 * <p>Entries are read one at a time and checked by CRC-32. Not thread-safe. Source: PKWARE's
 * APPNOTE, 4.3.7 and 4.3.9.
 */
final class ZipArchive {
  private static final int LONGEST_INFLATED = 1 << 22; // bytes; tensors are never deflated
  private static final int SIGNATURE = 0x04034b50;
  private static final int TRAILER = 0x08074b50;
  private static final int FIXED = 30; // bytes before an entry's name

  private final FileBytes file;
  private final Map<String, ZipMember> members;
  private final Map<String, Long> starts = new HashMap<>();

  private ZipArchive(FileBytes file, Map<String, ZipMember> members) {
    this.file = file;
    this.members = members;
  }

  /**
   * Reads both directories.
   *
   * @throws WeightsException naming the entry that breaks a rule
   */
  static ZipArchive open(FileBytes file) throws IOException {
    ZipEnd directory = ZipEnd.read(file);
    ZipArchive archive = new ZipArchive(file, ZipDirectory.read(file, directory));
    List<ZipMember> inOrder = new ArrayList<>(archive.members.values());
    inOrder.sort(Comparator.comparingLong(ZipMember::header));
    long end = directory.begin();
    long covered = 0;
    for (int i = 0; i < inOrder.size(); i++) {
      long next = i + 1 < inOrder.size() ? inOrder.get(i + 1).header() : end;
      archive.check(inOrder.get(i), covered, next);
      covered = next;
    }
    if (covered != end) {
      throw file.wrong("byte " + covered, "bytes that belong to no entry");
    }
    return archive;
  }

  Set<String> names() {
    return members.keySet();
  }

  @Nullable ZipMember find(String name) {
    return members.get(name);
  }

  /** Checks an entry's local header, and that its bytes lie between two places of the file. */
  private void check(ZipMember member, long begin, long end) throws IOException {
    String place = place(member);
    if (member.header() != begin) {
      throw file.wrong(place, "overlaps another entry, or a gap lies before it");
    }
    ByteBuffer fixed = file.read(begin, FIXED, place);
    int nameLength = fixed.getShort(26) & 0xFFFF;
    int extraLength = fixed.getShort(28) & 0xFFFF;
    ByteBuffer rest = file.read(begin + FIXED, nameLength + extraLength, place);
    try {
      String name = ZipName.checked(rest.slice(0, nameLength));
      ByteBuffer extra =
          rest.slice(nameLength, extraLength).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      if (fixed.getInt(0) != SIGNATURE
          || !name.equals(member.name())
          || (fixed.getShort(6) & 0xFFFF) != member.flags()
          || fixed.getShort(8) != member.method()
          || !sizesAgree(member, fixed, extra)) {
        throw new IllegalArgumentException("the two directories disagree");
      }
      long start = begin + FIXED + nameLength + extraLength;
      if (member.packed() > end - start) {
        throw new IllegalArgumentException("overlaps what follows");
      }
      trailer(member, start + member.packed(), end);
      starts.put(member.name(), start);
    } catch (IllegalArgumentException e) {
      throw file.wrong(place, String.valueOf(e.getMessage()));
    }
  }

  /** Sizes that follow the data may be left out here, whatever the extra field then says. */
  private static boolean sizesAgree(ZipMember member, ByteBuffer fixed, ByteBuffer extra) {
    long packed = fixed.getInt(18) & 0xFFFFFFFFL;
    long size = fixed.getInt(22) & 0xFFFFFFFFL;
    if (member.sizesFollow() && packed == 0 && size == 0 && fixed.getInt(14) == 0) {
      return true;
    }
    ZipExtra.Sizes sizes = ZipExtra.read(size, packed, 0, extra);
    return sizes.size() == member.size()
        && sizes.packed() == member.packed()
        && fixed.getInt(14) == member.crc();
  }

  /** The sizes after the data: with or without signature, of 32 or 64 bits. */
  private void trailer(ZipMember member, long at, long end) throws IOException {
    long length = end - at;
    if (!member.sizesFollow()) {
      if (length != 0) {
        throw new IllegalArgumentException("bytes behind it that belong to no entry");
      }
      return;
    }
    if (length != 12 && length != 16 && length != 20 && length != 24) {
      throw new IllegalArgumentException("bytes behind it that are not its sizes");
    }
    ByteBuffer sizes = file.read(at, length, place(member));
    boolean signed = length == 16 || length == 24;
    boolean agree =
        (!signed || sizes.getInt() == TRAILER)
            && sizes.getInt() == member.crc()
            && size(sizes, length >= 20) == member.packed()
            && size(sizes, length >= 20) == member.size();
    if (!agree) {
      throw new IllegalArgumentException("the sizes behind it disagree with the directory");
    }
  }

  private static long size(ByteBuffer sizes, boolean wide) {
    return wide ? sizes.getLong() : sizes.getInt() & 0xFFFFFFFFL;
  }

  /**
   * Reads a small entry, inflating it where necessary.
   *
   * @param longest bytes that it may have at most
   */
  ByteBuffer read(ZipMember member, int longest) throws IOException {
    if (member.method() == ZipMember.STORED) {
      if (member.size() > longest) {
        throw file.wrong(place(member), member.size() + " bytes are too many");
      }
      return read(member);
    }
    if (member.size() > Math.min(longest, LONGEST_INFLATED)) {
      throw file.wrong(place(member), member.size() + " bytes inflated are too many");
    }
    ByteBuffer packed = file.read(start(member), member.packed(), place(member));
    byte[] bytes = new byte[(int) member.size()];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      int got = inflater.inflate(bytes);
      boolean more = !inflater.finished() && inflater.inflate(new byte[1]) > 0;
      if (got < bytes.length || more || !inflater.finished() || packed.hasRemaining()) {
        throw file.wrong(place(member), "inflates to another size");
      }
    } catch (DataFormatException e) {
      throw file.wrong(place(member), "broken deflated data");
    } finally {
      inflater.end();
    }
    return intact(member, ByteBuffer.wrap(bytes));
  }

  /** Reads a stored entry of any size, into little-endian memory of its own. */
  ByteBuffer read(ZipMember member) throws IOException {
    if (member.method() != ZipMember.STORED) {
      throw file.wrong(place(member), "deflated; tensors must be stored");
    }
    return intact(member, file.read(start(member), member.size(), place(member)));
  }

  /** PyTorch can be told to leave the sum out; it writes 0 then. */
  private ByteBuffer intact(ZipMember member, ByteBuffer bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes.duplicate());
    boolean leftOut = member.crc() == 0 && member.method() == ZipMember.STORED;
    if (!leftOut && (int) sum.getValue() != member.crc()) {
      throw file.wrong(place(member), "its CRC-32 is wrong: the file was changed or damaged");
    }
    return bytes;
  }

  private long start(ZipMember member) {
    Long start = starts.get(member.name());
    if (start == null) {
      throw new IllegalStateException(member.name() + " is of another archive");
    }
    return start;
  }

  private static String place(ZipMember member) {
    return "entry '" + member.name() + "'";
  }
}
