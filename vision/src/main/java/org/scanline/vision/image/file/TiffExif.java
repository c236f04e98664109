package org.scanline.vision.image.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What Exif says, between TIFF files, which hold it among their own tags, and the blocks of other
 * files. Tags whose values are places of the old file (thumbnails, some makers' notes) cannot be
 * carried over.
 */
final class TiffExif {
  private static final int MAKER_NOTE = 0x927C;
  private static final int INTEROPERABILITY = 0xA005;

  /** Description, maker, model, program, date, artist, computer, copyright. */
  private static final int[] DESCRIPTIVE = {270, 271, 272, 305, 306, 315, 316, 33_432};

  private TiffExif() {}

  /** The tags that Exif knows of a directory. */
  private static void copy(TiffDirectory from, TiffEntries to, boolean big) throws IOException {
    for (int tag : DESCRIPTIVE) {
      from.copy(tag, to);
    }
    for (int tag : new int[] {TiffTag.EXIF, TiffTag.POSITION}) {
      TiffDirectory child = from.child(tag);
      if (child != null) {
        TiffEntries copied = new TiffEntries(big);
        for (int each : child.tags()) {
          if (each != MAKER_NOTE && each != INTEROPERABILITY) {
            child.copy(each, copied);
          }
        }
        if (!copied.isEmpty()) {
          to.child(tag, copied);
        }
      }
    }
  }

  /** The block for what a TIFF file says; null when it says nothing of the kind. */
  static byte @Nullable [] block(TiffDirectory file) throws IOException {
    TiffEntries entries = new TiffEntries(false);
    copy(file, entries, false);
    if (entries.isEmpty()) {
      return null;
    }
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(TiffEntries.header(false, 8));
    block.writeBytes(entries.encoded(8));
    return block.toByteArray();
  }

  /** Adds what a block says to the directory of a TIFF file; whether it could be read. */
  static boolean add(byte[] block, TiffEntries to, boolean big) {
    try {
      copy(TiffDirectory.of(block), to, big);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
