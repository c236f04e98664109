package org.scanline.jobs;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The unfinished files of a run: no half-written file ever bears a final name.
 *
 * <p>A file is written as {@code .NAME.PID.part} beside its final place, forced to the disk, and
 * renamed in one step. What is not committed is deleted, together with the folders made for it,
 * unless a later run can go on with it ({@link #resumable}). What a killed process left behind is
 * deleted when the same name is opened again. Thread-safe.
 */
public final class PartFiles {
  private static final Logger LOG = System.getLogger(PartFiles.class.getName());
  private static final String SUFFIX = ".part";

  private final List<PartFile> open = new ArrayList<>();
  private final Set<PartFile> kept = new HashSet<>();
  private final Deque<Path> madeFolders = new ArrayDeque<>();
  private boolean closed;

  /** No file is open yet. */
  public PartFiles() {}

  /**
   * Reserves the hidden name for a file, making its folder; the file itself is not made yet.
   *
   * @throws JobException when the folder cannot be made or written to
   */
  public PartFile open(Path target) throws JobException {
    return open(target, target);
  }

  /**
   * Reserves a second hidden name for a file: for what is needed on the way to it.
   *
   * @throws JobException when the folder cannot be made or written to
   */
  public PartFile scratch(Path target) throws JobException {
    return open(target, target.resolveSibling(target.getFileName() + "~"));
  }

  /**
   * Reserves a hidden name that is the same in every run: {@code .NAME.part}. An earlier run may
   * have left such a file.
   *
   * @throws JobException when the folder cannot be made or written to
   */
  public PartFile resumable(Path target) throws JobException {
    return reserved(target, target, folderOf(target).resolve("." + target.getFileName() + SUFFIX));
  }

  /** From now on a later run can go on with this file: it stays when this run ends early. */
  public synchronized void keep(PartFile part) {
    kept.add(part);
  }

  /** What stayed for a later run. */
  public synchronized List<PartFile> kept() {
    return List.copyOf(kept);
  }

  /**
   * Reserves the hidden name for a folder of files, and makes it.
   *
   * @throws JobException when it cannot be made
   */
  public PartFile folder(Path target) throws JobException {
    PartFile part = open(target);
    try {
      Files.createDirectory(part.path());
    } catch (IOException e) {
      throw new JobException(Failure.OUTPUT, OutputErrors.explain(target, e), e);
    }
    return part;
  }

  private PartFile open(Path target, Path named) throws JobException {
    return reserved(target, named, partPath(named, ProcessHandle.current().pid()));
  }

  private synchronized PartFile reserved(Path target, Path named, Path path) throws JobException {
    if (closed) {
      throw new JobException(Failure.OUTPUT, "interrupted before " + target + " was written");
    }
    Path folder = folderOf(target);
    try {
      makeFolders(folder);
      deleteAbandoned(named);
    } catch (IOException e) {
      throw new JobException(Failure.OUTPUT, OutputErrors.explain(folder, e), e);
    }
    PartFile part = new PartFile(path, target);
    open.add(part);
    return part;
  }

  /**
   * Gives complete files their final names, replacing what bears them.
   *
   * @return the final paths
   * @throws JobException when a file cannot be forced to the disk or renamed
   */
  public synchronized List<Path> commit(List<PartFile> parts) throws JobException {
    if (closed) {
      throw new JobException(Failure.OUTPUT, "interrupted before the output was complete");
    }
    for (PartFile part : parts) {
      if (!Files.isDirectory(part.path())) {
        guarded(part, () -> force(part.path(), StandardOpenOption.WRITE));
      }
    }
    List<Path> done = new ArrayList<>();
    for (PartFile part : parts) {
      guarded(part, () -> rename(part));
      open.remove(part);
      kept.remove(part);
      done.add(part.target());
    }
    madeFolders.clear();
    return done;
  }

  /** Deletes one unfinished file, if it was made at all. */
  public synchronized void discard(PartFile part) {
    open.remove(part);
    kept.remove(part);
    delete(part.path());
  }

  /** Deletes every unfinished file but those to keep, and the empty folders made for them. */
  public synchronized void discardAll() {
    for (PartFile part : List.copyOf(open)) {
      if (kept.contains(part)) {
        open.remove(part);
      } else {
        discard(part);
      }
    }
    while (!madeFolders.isEmpty()) {
      try {
        Files.deleteIfExists(madeFolders.pop());
      } catch (IOException e) {
        // Not empty: someone else uses it by now.
        LOG.log(Logger.Level.DEBUG, "kept a folder", e);
      }
    }
  }

  /** Discards everything, and refuses to open or commit from now on: the process is going down. */
  public synchronized void close() {
    discardAll();
    closed = true;
  }

  private static Path folderOf(Path target) {
    Path folder = target.toAbsolutePath().getParent();
    return folder == null ? target.toAbsolutePath() : folder;
  }

  private static Path partPath(Path target, long pid) {
    return folderOf(target).resolve("." + target.getFileName() + "." + pid + SUFFIX);
  }

  private void makeFolders(Path folder) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    for (@Nullable Path f = folder; f != null && !Files.exists(f); f = f.getParent()) {
      missing.push(f);
    }
    Files.createDirectories(folder);
    missing.forEach(madeFolders::push);
  }

  /** A part file whose process is gone was left by a kill; a living one belongs to another run. */
  private static void deleteAbandoned(Path target) throws IOException {
    String prefix = "." + target.getFileName() + ".";
    try (DirectoryStream<Path> siblings =
        Files.newDirectoryStream(
            folderOf(target), p -> isPartOf(String.valueOf(p.getFileName()), prefix))) {
      for (Path sibling : siblings) {
        String name = String.valueOf(sibling.getFileName());
        String pid = name.substring(prefix.length(), name.length() - SUFFIX.length());
        Optional<ProcessHandle> owner = ProcessHandle.of(Long.parseLong(pid));
        if (owner.isEmpty() || owner.get().equals(ProcessHandle.current())) {
          delete(sibling);
        }
      }
    }
  }

  private static boolean isPartOf(String name, String prefix) {
    return name.length() > prefix.length() + SUFFIX.length()
        && name.startsWith(prefix)
        && name.endsWith(SUFFIX)
        && name.substring(prefix.length(), name.length() - SUFFIX.length()).matches("[0-9]{1,18}");
  }

  private static void rename(PartFile part) throws IOException {
    if (Files.isDirectory(part.path()) && Files.isDirectory(part.target())) {
      deleteTree(part.target()); // a folder cannot replace another in one step
    }
    try {
      Files.move(part.path(), part.target(), StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part.path(), part.target(), StandardCopyOption.REPLACE_EXISTING);
    }
    try {
      force(folderOf(part.target()), StandardOpenOption.READ);
    } catch (IOException e) {
      // A folder cannot be forced on every system; the file itself was.
      LOG.log(Logger.Level.TRACE, "folder not forced", e);
    }
  }

  private static void force(Path path, StandardOpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }

  private static void delete(Path path) {
    try {
      deleteTree(path);
    } catch (IOException e) {
      LOG.log(Logger.Level.WARNING, "could not delete " + path + ": " + e.getMessage());
    }
  }

  /** A file, or a folder with the files directly in it; folders below it are nothing of ours. */
  private static void deleteTree(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
    }
    Files.deleteIfExists(path);
  }

  private interface FileStep {
    void run() throws IOException;
  }

  private static void guarded(PartFile part, FileStep step) throws JobException {
    try {
      step.run();
    } catch (IOException e) {
      throw new JobException(Failure.OUTPUT, OutputErrors.explain(part.target(), e), e);
    }
  }
}
