package org.scanline.vision.image.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A stretch of a file as a stream; several of one file may be read in turns. */
final class FileBytes extends InputStream {
  private static final int BUFFER = 1 << 13;

  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
  private long at;
  private long left;

  FileBytes(FileChannel file, long at, long count) {
    this.file = file;
    this.at = at;
    this.left = count;
  }

  /** Fills a buffer from a place of the file and turns to its begin. */
  static void fill(FileChannel file, ByteBuffer to, long at) throws IOException {
    while (to.hasRemaining()) {
      if (file.read(to, at + to.position()) < 0) {
        throw new ImageFileException("cut off before its end; fetch the file again");
      }
    }
    to.flip();
  }

  private boolean refill() throws IOException {
    if (buffer.hasRemaining()) {
      return true;
    }
    if (left == 0) {
      return false;
    }
    buffer.clear().limit((int) Math.min(BUFFER, left));
    fill(file, buffer, at);
    at += buffer.limit();
    left -= buffer.limit();
    return true;
  }

  @Override
  public int read() throws IOException {
    return refill() ? buffer.get() & 0xFF : -1;
  }

  @Override
  public int read(byte[] to, int from, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    if (!refill()) {
      return -1;
    }
    int some = Math.min(count, buffer.remaining());
    buffer.get(to, from, some);
    return some;
  }
}
