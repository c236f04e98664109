package org.scanline.jobs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in one line why an output could not be written, and what to do. */
public final class OutputErrors {
  private OutputErrors() {}

  /** Explains {@code error}, met while writing {@code path}. */
  public static String explain(Path path, IOException error) {
    if (isDiskFull(error)) {
      return "the disk is full: cannot write "
          + path
          + "; free some space or choose another folder with -o";
    }
    String text = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
    if (error instanceof AccessDeniedException || text.contains("permission denied")) {
      return "no permission to write " + path + "; choose another folder with -o";
    }
    if (error instanceof FileAlreadyExistsException || text.contains("not a directory")) {
      return "a file is in the way of a folder: cannot write "
          + path
          + "; choose another folder with -o";
    }
    if (error.getCause() instanceof ReadOnlyFileSystemException || text.contains("read-only")) {
      return "read-only file system: cannot write " + path + "; choose another folder with -o";
    }
    String reason = error.getMessage() == null ? error.toString() : error.getMessage();
    return "cannot write "
        + path
        + ": "
        + reason.lines().findFirst().orElse("")
        + "; choose another folder with -o";
  }

  /** Whether the error, or one behind it, says that no space is left. */
  public static boolean isDiskFull(@Nullable Throwable error) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      if (text.contains("no space left")
          || text.contains("not enough space")
          || text.contains("quota exceeded")
          || text.contains("disk is full")) {
        return true;
      }
    }
    return false;
  }
}
