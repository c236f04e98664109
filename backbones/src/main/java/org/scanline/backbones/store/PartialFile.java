package org.scanline.backbones.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The part of a file that is there already, under the name {@code FILE.part}; writing goes on at
 * its end. Not thread-safe.
 */
final class PartialFile implements AutoCloseable {
  static final String SUFFIX = ".part";

  private final Path path;
  private final FileChannel channel;
  private long size;

  private PartialFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.size = channel.size();
    channel.position(size);
  }

  static PartialFile open(Path path) throws StoreException {
    try {
      return new PartialFile(
          path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw FolderErrors.of(path, e);
    }
  }

  long size() {
    return size;
  }

  /** Forgets what is there. */
  void restart() throws StoreException {
    try {
      channel.truncate(0);
      channel.position(0);
      size = 0;
      Files.deleteIfExists(tagPath());
    } catch (IOException e) {
      throw FolderErrors.of(path, e);
    }
  }

  void write(ByteBuffer bytes) throws StoreException {
    try {
      while (bytes.hasRemaining()) {
        size += channel.write(bytes);
      }
    } catch (IOException e) {
      throw FolderErrors.of(path, e);
    }
  }

  /** Demands room for what is still to come. */
  void demandSpace(long bytes) throws StoreException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null && bytes > 0) {
      FolderErrors.demandSpace(folder, bytes);
    }
  }

  /** What identifies the server's version of the file that the part belongs to; may be empty. */
  String tag() {
    try {
      return Files.exists(tagPath()) ? Files.readString(tagPath()).strip() : "";
    } catch (IOException e) {
      return ""; // then the file is fetched from its start
    }
  }

  void tag(String text) throws StoreException {
    try {
      Files.writeString(tagPath(), text);
    } catch (IOException e) {
      throw FolderErrors.of(tagPath(), e);
    }
  }

  private Path tagPath() {
    return path.resolveSibling(path.getFileName() + ".tag");
  }

  /** Leaves the bytes on the disk. */
  @Override
  public void close() throws StoreException {
    try (channel) {
      channel.force(true);
    } catch (IOException e) {
      throw FolderErrors.of(path, e);
    }
  }
}
