package org.scanline.backbones.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in one line why the store's folder cannot be written. */
final class FolderErrors {
  private static final long RESERVE = 1 << 20; // bytes that stay free
  private static final String HINT =
      "; choose another folder with the variable " + StoreFolder.VARIABLE;

  private FolderErrors() {}

  static StoreException of(Path path, IOException error) {
    return new StoreException(StoreException.Reason.FOLDER, text(path, error), error);
  }

  private static String text(Path path, IOException error) {
    String said = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
    if (said.contains("no space left")
        || said.contains("not enough space")
        || said.contains("quota exceeded")) {
      return "the disk is full: cannot write " + path + "; free some space, what is there is kept";
    }
    if (error instanceof AccessDeniedException || said.contains("permission denied")) {
      return "no permission to write " + path + HINT;
    }
    if (error instanceof FileAlreadyExistsException
        || error instanceof NotDirectoryException
        || said.contains("not a directory")) {
      return "a file is in the way of a folder: cannot write " + path + HINT;
    }
    String reason = error.getMessage() == null ? error.toString() : error.getMessage();
    return "cannot write " + path + ": " + reason.lines().findFirst().orElse("") + HINT;
  }

  /**
   * Demands room in the file system of a folder that is there.
   *
   * @throws StoreException when it has less
   */
  static void demandSpace(Path folder, long bytes) throws StoreException {
    long usable;
    try {
      usable = Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return; // some network file systems do not say; the write itself will
    }
    if (bytes > usable - RESERVE) {
      throw new StoreException(
          StoreException.Reason.FOLDER,
          "%d MB are needed in %s, which has %d MB free; free some space"
                  .formatted(millions(bytes + RESERVE), folder, millions(usable))
              + HINT);
    }
  }

  private static long millions(long bytes) {
    return Math.max(0, (bytes + 999_999) / 1_000_000);
  }

  /** Creates a folder and those above it. */
  static Path createFolder(Path folder) throws StoreException {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw of(folder, e);
    }
  }

  /** The nearest folder above that is there; null when there is none. */
  static @Nullable Path existing(Path path) {
    @Nullable Path there = path.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there;
  }
}
