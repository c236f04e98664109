package org.scanline.vision.image.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file in the temporary folder that goes away with its reader, even when the process is killed
 * (where the system allows it).
 */
final class TemporaryFile implements AutoCloseable {
  private final FileChannel channel;

  TemporaryFile() throws IOException {
    Path path = Files.createTempFile("scanline-", ".rows");
    channel =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  FileChannel channel() {
    return channel;
  }

  /** Writes what remains in a buffer to a place of the file. */
  void write(ByteBuffer from, long at) throws IOException {
    long to = at;
    while (from.hasRemaining()) {
      to += channel.write(from, to);
    }
  }

  /** Fills a buffer from a place of the file, with zeros where nothing was written. */
  void read(ByteBuffer to, long at) throws IOException {
    long from = at;
    while (to.hasRemaining()) {
      int some = channel.read(to, from);
      if (some < 0) {
        to.put(new byte[to.remaining()]);
      }
      from += some;
    }
    to.flip();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      System.getLogger(TemporaryFile.class.getName())
          .log(System.Logger.Level.WARNING, "a temporary file stays behind", e);
    }
  }
}
