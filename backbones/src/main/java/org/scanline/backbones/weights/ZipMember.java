package org.scanline.backbones.weights;

/**
 * An entry of a zip archive as the central directory describes it.
 *
 * @param name path with forward slashes
 * @param flags bit 3: sizes follow the data; bit 11: the name is UTF-8
 * @param method 0 stored, 8 deflated
 * @param crc CRC-32 of the data
 * @param packed length in the file
 * @param size length of the data
 * @param header where its local header begins
 */
record ZipMember(String name, int flags, int method, int crc, long packed, long size, long header) {
  static final int STORED = 0;
  static final int DEFLATED = 8;
  private static final int SIZES_FOLLOW = 1 << 3;

  boolean sizesFollow() {
    return (flags & SIZES_FOLLOW) != 0;
  }
}
