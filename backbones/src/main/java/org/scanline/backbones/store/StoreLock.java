package org.scanline.backbones.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One model is changed by one process at a time; a second one waits for the first.
 *
 * <p>The lock is the operating system's, so that it goes with the process that had it.
 */
final class StoreLock implements AutoCloseable {
  private static final int PAUSE = 100; // milliseconds

  private final FileChannel channel;

  private StoreLock(FileChannel channel) {
    this.channel = channel;
  }

  static StoreLock of(Path store, String name, Watcher watcher) throws StoreException {
    Path file = FolderErrors.createFolder(store.resolve(".locks")).resolve(name);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      boolean locked = false;
      try {
        await(channel, name, watcher);
        locked = true;
      } finally {
        if (!locked) {
          channel.close();
        }
      }
      return new StoreLock(channel);
    } catch (IOException e) {
      throw FolderErrors.of(file, e);
    }
  }

  private static void await(FileChannel channel, String name, Watcher watcher) throws IOException {
    boolean said = false;
    while (attempt(channel) == null) {
      if (!said) {
        watcher.note("another Scanline is at work on " + name + "; waiting for it ...");
        said = true;
      }
      watcher.at(Watcher.Step.CHECKING, name, 0, -1); // so that waiting can be cancelled
      pause();
    }
  }

  private static @Nullable FileLock attempt(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this process has it
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  @Override
  public void close() throws StoreException {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException(StoreException.Reason.FOLDER, "a lock stays: " + e.getMessage(), e);
    }
  }
}
