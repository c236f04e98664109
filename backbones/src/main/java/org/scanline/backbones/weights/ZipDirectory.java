package org.scanline.backbones.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The central directory of a zip archive: names without tricks, sizes inside the file.
 *
 * <p>Source: PKWARE's APPNOTE, 4.3.12.
 */
final class ZipDirectory {
  private static final int MOST_ENTRIES = 100_000;
  private static final int LONGEST = 1 << 26; // bytes
  private static final int SIGNATURE = 0x02014b50;
  private static final int FIXED = 46; // bytes before an entry's name
  private static final int KNOWN_FLAGS = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 11;

  private final FileBytes file;
  private final ZipEnd end;

  private ZipDirectory(FileBytes file, ZipEnd end) {
    this.file = file;
    this.end = end;
  }

  /**
   * Reads the entries in the directory's order, by name.
   *
   * @throws WeightsException naming the entry that breaks a rule
   */
  static Map<String, ZipMember> read(FileBytes file, ZipEnd end) throws IOException {
    return new ZipDirectory(file, end).members();
  }

  private Map<String, ZipMember> members() throws IOException {
    long length = end.end() - end.begin();
    if (end.entries() > MOST_ENTRIES || length > LONGEST || length / FIXED < end.entries()) {
      throw file.wrong("directory", end.entries() + " entries in " + length + " bytes");
    }
    ByteBuffer bytes = file.read(end.begin(), length, "directory");
    Map<String, ZipMember> members = new LinkedHashMap<>();
    for (long i = 0; i < end.entries(); i++) {
      long at = end.begin() + bytes.position();
      try {
        ZipMember member = member(bytes);
        if (members.putIfAbsent(member.name(), member) != null) {
          throw new IllegalArgumentException("'" + member.name() + "' stands twice");
        }
      } catch (IllegalArgumentException e) {
        throw file.wrong("directory byte " + at, String.valueOf(e.getMessage()));
      }
    }
    if (bytes.hasRemaining()) {
      throw file.wrong("directory", "more than the " + end.entries() + " entries promised");
    }
    return members;
  }

  private ZipMember member(ByteBuffer bytes) {
    if (bytes.remaining() < FIXED || bytes.getInt(bytes.position()) != SIGNATURE) {
      throw new IllegalArgumentException("no entry where one should be");
    }
    ByteBuffer fixed = part(bytes, FIXED);
    int nameLength = fixed.getShort(28) & 0xFFFF;
    int extraLength = fixed.getShort(30) & 0xFFFF;
    if (nameLength + extraLength > bytes.remaining()) {
      throw new IllegalArgumentException("an entry beyond the directory's end");
    }
    String name = ZipName.checked(part(bytes, nameLength));
    int flags = fixed.getShort(8) & 0xFFFF;
    int method = fixed.getShort(10);
    if ((flags & ~KNOWN_FLAGS) != 0 || fixed.getShort(32) != 0 || fixed.getShort(34) != 0) {
      throw new IllegalArgumentException("'" + name + "' is encrypted, in parts or commented");
    }
    if (method != ZipMember.STORED && method != ZipMember.DEFLATED) {
      throw new IllegalArgumentException("'" + name + "' is packed by method " + method);
    }
    ZipExtra.Sizes sizes =
        ZipExtra.read(
            fixed.getInt(24) & 0xFFFFFFFFL,
            fixed.getInt(20) & 0xFFFFFFFFL,
            fixed.getInt(42) & 0xFFFFFFFFL,
            part(bytes, extraLength));
    if (sizes.packed() > end.begin() || sizes.header() > end.begin() - sizes.packed()) {
      throw new IllegalArgumentException("'" + name + "' lies beyond the end");
    }
    if (method == ZipMember.STORED && sizes.size() != sizes.packed()) {
      throw new IllegalArgumentException("'" + name + "' is stored with two sizes");
    }
    return new ZipMember(
        name, flags, method, fixed.getInt(16), sizes.packed(), sizes.size(), sizes.header());
  }

  private static ByteBuffer part(ByteBuffer bytes, int length) {
    ByteBuffer part = bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + length);
    return part;
  }
}
