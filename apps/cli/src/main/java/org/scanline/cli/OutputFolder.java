package org.scanline.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import org.scanline.jobs.OutputErrors;

/** Tells errors of a command's own output from those of what it reads. */
final class OutputFolder {
  private OutputFolder() {}

  /** Work that reads and writes. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Does work that writes into a folder, or to a file.
   *
   * @throws JobException on the output's side, when the folder or a file in it cannot be written
   * @throws IOException for everything else
   */
  static <T> T writing(Path folder, Work<T> work) throws IOException, JobException {
    try {
      return work.run();
    } catch (FileSystemException e) {
      if (concerns(folder, e)) {
        throw new JobException(Failure.OUTPUT, OutputErrors.explain(folder, e), e);
      }
      throw e;
    } catch (IOException e) {
      if (OutputErrors.isDiskFull(e)) {
        throw new JobException(Failure.OUTPUT, OutputErrors.explain(folder, e), e);
      }
      throw e;
    }
  }

  /** Whether the file is in the folder, or a folder that was to be made on the way to it. */
  private static boolean concerns(Path folder, FileSystemException error) {
    if (OutputErrors.isDiskFull(error)) {
      return true;
    }
    if (error.getFile() == null) {
      return false;
    }
    Path own = folder.toAbsolutePath().normalize();
    try {
      Path file = Path.of(error.getFile()).toAbsolutePath().normalize();
      boolean onTheWay = own.startsWith(file) && !(error instanceof NoSuchFileException);
      return file.startsWith(own) || onTheWay;
    } catch (InvalidPathException e) { // some put a whole sentence there
      return false;
    }
  }
}
