package org.scanline.backbones.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;

/**
 * The bytes of a file by position; nothing is allocated for bytes that the file does not have.
 *
 * <p>Not thread-safe: the channel has one position.
 */
final class FileBytes {
  private static final int PIECE = 1 << 18; // bytes; the JDK copies each read through native memory

  /** From so many bytes on, a file's are mapped, so that large weights need no heap. */
  private static final int MAPPED = 1 << 20;

  private final SeekableByteChannel channel;
  private final String file;
  private final long size;

  FileBytes(SeekableByteChannel channel, String file) throws IOException {
    this.channel = channel;
    this.file = file;
    this.size = channel.size();
  }

  String file() {
    return file;
  }

  long size() {
    return size;
  }

  /**
   * Reads bytes into a little-endian buffer, which may be read-only.
   *
   * @param what names the place in messages
   * @throws WeightsException when the file does not reach that far
   */
  ByteBuffer read(long at, long count, String what) throws IOException {
    if (at < 0 || count < 0 || count > size - at) {
      throw wrong(what, "needs " + count + " bytes from byte " + at + ", the file has " + size);
    }
    if (count > Integer.MAX_VALUE - 8) {
      throw wrong(what, "more than 2 GiB in one piece");
    }
    if (count >= MAPPED && channel instanceof FileChannel mappable) {
      return mappable.map(FileChannel.MapMode.READ_ONLY, at, count).order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer all = ByteBuffer.allocate((int) count).order(ByteOrder.LITTLE_ENDIAN);
    channel.position(at);
    while (all.hasRemaining()) {
      ByteBuffer piece = all.slice(all.position(), Math.min(PIECE, all.remaining()));
      int got = channel.read(piece);
      if (got < 0) {
        throw wrong(what, "the file became shorter while it was read");
      }
      all.position(all.position() + got);
    }
    return all.flip();
  }

  WeightsException wrong(String place, String reason) {
    return WeightsException.at(file, place, reason);
  }
}
