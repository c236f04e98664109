package org.scanline.backbones.weights;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where a zip archive's central directory lies.
 *
 * <p>The end record must be the file's last 22 bytes, without comment, so that no other reader can
 * find another one. Source: PKWARE's APPNOTE, 4.3.14 to 4.3.16.
 *
 * @param entries number of entries
 * @param begin where the directory begins
 * @param end where it ends
 */
record ZipEnd(long entries, long begin, long end) {
  private static final int LENGTH = 22;
  private static final int LOCATOR_LENGTH = 20;
  private static final int LENGTH64 = 56;
  private static final int SIGNATURE = 0x06054b50;
  private static final int LOCATOR = 0x07064b50;
  private static final int SIGNATURE64 = 0x06064b50;

  /**
   * Reads the end record and, where there is one, that for large files.
   *
   * @throws WeightsException when they are missing or disagree
   */
  static ZipEnd read(FileBytes file) throws IOException {
    if (file.size() < LENGTH) {
      throw file.wrong("byte 0", "too short for a zip archive");
    }
    long at = file.size() - LENGTH;
    String place = "end record at byte " + at;
    ByteBuffer record = file.read(at, LENGTH, place);
    if (record.getInt(0) != SIGNATURE) {
      throw file.wrong(place, "not there: the archive is cut off, or has something behind it");
    }
    if (record.getInt(4) != 0
        || record.getShort(8) != record.getShort(10)
        || record.getShort(20) != 0) {
      throw file.wrong(place, "an archive in parts, or with a comment");
    }
    ZipEnd small =
        new ZipEnd(
            record.getShort(10) & 0xFFFF,
            record.getInt(16) & 0xFFFFFFFFL,
            (record.getInt(16) & 0xFFFFFFFFL) + (record.getInt(12) & 0xFFFFFFFFL));
    ZipEnd found = at >= LOCATOR_LENGTH ? large(file, at - LOCATOR_LENGTH, small) : null;
    if (found != null) {
      return found;
    }
    if (small.end != at) {
      throw file.wrong(place, "the directory does not end here");
    }
    return small;
  }

  private static @org.jspecify.annotations.Nullable ZipEnd large(
      FileBytes file, long at, ZipEnd small) throws IOException {
    String place = "end record for large files";
    ByteBuffer locator = file.read(at, LOCATOR_LENGTH, place);
    if (locator.getInt(0) != LOCATOR) {
      return null;
    }
    long start = at - LENGTH64;
    if (locator.getInt(4) != 0 || locator.getLong(8) != start || locator.getInt(16) != 1) {
      throw file.wrong(place, "its locator points elsewhere");
    }
    ByteBuffer record = file.read(start, LENGTH64, place);
    long entries = record.getLong(32);
    long length = record.getLong(40);
    long begin = record.getLong(48);
    if (record.getInt(0) != SIGNATURE64
        || record.getLong(4) != LENGTH64 - 12
        || record.getLong(16) != 0
        || record.getLong(24) != entries
        || begin < 0
        || length != start - begin) {
      throw file.wrong(place, "broken, or the directory does not end at it");
    }
    boolean agree =
        (small.entries == 0xFFFF || small.entries == entries)
            && (small.begin == 0xFFFFFFFFL || small.begin == begin)
            && (small.end - small.begin == 0xFFFFFFFFL || small.end - small.begin == length);
    if (!agree) {
      throw file.wrong(place, "disagrees with the other end record");
    }
    return new ZipEnd(entries, begin, start);
  }
}
