package org.scanline.backbones.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scanline.backbones.store.StoreException.Reason;
import org.scanline.backbones.store.StoredModel.Origin;
import org.scanline.backbones.store.StoredModel.StoredFile;
import org.scanline.backbones.weights.Checkpoint;
import org.scanline.backbones.weights.WeightsException;

/**
 * Brings a model of a catalogue into a store: fetches, checks size and hash, and makes it appear
 * when all of it is there. Thread-safe.
 *
 * @param store where it goes
 * @param origin where its files come from
 */
public record Installation(ModelStore store, FileOrigin origin) {

  /**
   * What came of it.
   *
   * @param model the model in the store
   * @param fresh whether it was not there before
   */
  public record Outcome(StoredModel model, boolean fresh) {}

  /**
   * Installs a model, or checks it when it is there.
   *
   * @throws StoreException when a file cannot be had, is another one than the publisher's, or
   *     cannot be written; what came of an unfinished file stays for the next attempt
   */
  @SuppressWarnings("try") // the lock works by being there
  public Outcome run(CatalogueModel model, Watcher watcher) throws StoreException {
    if (!model.refusal().isEmpty()) {
      throw new StoreException(Reason.DAMAGED, model.name() + ": " + model.refusal());
    }
    try (StoreLock lock = StoreLock.of(store.folder(), model.name(), watcher)) {
      Optional<StoredModel> there = store.find(model.name());
      if (there.isPresent()) {
        return new Outcome(store.open(model.name(), watcher), false);
      }
      Path incoming = FolderErrors.createFolder(store.incoming(model.name()));
      demandSpace(model, incoming);
      List<StoredFile> files = new ArrayList<>();
      try {
        for (CatalogueFile file : model.files()) {
          files.add(bring(file, incoming, watcher));
        }
      } catch (StoreException e) {
        deleteIfEmpty(incoming);
        throw e;
      }
      clear(incoming, model);
      StoredModel stored = store.admit(record(model, incoming, files));
      new CheckedFiles(stored).trust();
      return new Outcome(stored, true);
    }
  }

  /** A model of which nothing came is not begun. */
  private static void deleteIfEmpty(Path incoming) {
    try {
      Files.deleteIfExists(incoming);
    } catch (IOException e) {
      // Not empty: the next attempt goes on with what is there.
    }
  }

  private static void demandSpace(CatalogueModel model, Path incoming) throws StoreException {
    long missing = 0;
    for (CatalogueFile file : model.files()) {
      missing += Math.max(0, file.size() - present(incoming, file));
    }
    FolderErrors.demandSpace(incoming, missing);
  }

  private static long present(Path incoming, CatalogueFile file) {
    for (String name : List.of(file.name(), file.name() + PartialFile.SUFFIX)) {
      try {
        return Files.size(incoming.resolve(name));
      } catch (IOException e) {
        continue; // it is not there
      }
    }
    return 0;
  }

  private StoredFile bring(CatalogueFile file, Path incoming, Watcher watcher)
      throws StoreException {
    Path done = incoming.resolve(file.name());
    try {
      if (Files.exists(done)) { // an earlier attempt ended after it
        String hash = checked(file, done, watcher);
        return new StoredFile(file.name(), Files.size(done), hash, origin.source(file), "");
      }
      Path part = incoming.resolve(file.name() + PartialFile.SUFFIX);
      origin.fetch(file, part, watcher);
      String hash = checked(file, part, watcher);
      Files.move(part, done, StandardCopyOption.ATOMIC_MOVE);
      return new StoredFile(file.name(), Files.size(done), hash, origin.source(file), "");
    } catch (IOException e) {
      throw FolderErrors.of(done, e);
    }
  }

  /**
   * The hash of a file that is the publisher's; where nobody says its hash, it must at least be a
   * checkpoint. Another one is deleted: to go on with it would not help.
   */
  private static String checked(CatalogueFile file, Path path, Watcher watcher)
      throws IOException, StoreException {
    String hash = FileHash.of(path, watcher);
    String wrong = difference(file, Files.size(path), hash);
    String unreadable = wrong.isEmpty() && !file.sha256().isEmpty() ? "" : unreadable(path);
    if (!wrong.isEmpty() || !unreadable.isEmpty()) {
      Files.deleteIfExists(path);
      throw new StoreException(
          Reason.DAMAGED,
          file.name()
              + " is damaged or another file: "
              + wrong
              + (wrong.isEmpty() || unreadable.isEmpty() ? "" : "; ")
              + unreadable);
    }
    return hash;
  }

  private static String difference(CatalogueFile file, long size, String hash) {
    if (file.size() > 0 && size != file.size()) {
      return "it has %d bytes, the publisher's file has %d".formatted(size, file.size());
    }
    return hash.startsWith(file.sha256())
        ? ""
        : "its SHA-256 begins with %s, that of the publisher's file with %s"
            .formatted(hash.substring(0, 8), file.sha256().substring(0, 8));
  }

  /** Why a file is no checkpoint; empty when it is one. */
  private static String unreadable(Path part) throws IOException {
    try {
      Checkpoint.read(part);
      return "";
    } catch (WeightsException e) {
      return String.valueOf(e.getMessage()).replace(PartialFile.SUFFIX + ":", ":");
    }
  }

  /** Deletes all that is no file of the model. */
  private static void clear(Path incoming, CatalogueModel model) throws StoreException {
    List<String> wanted = model.files().stream().map(CatalogueFile::name).toList();
    try (var inside = Files.newDirectoryStream(incoming)) {
      for (Path path : inside) {
        if (!wanted.contains(String.valueOf(path.getFileName()))) {
          ModelStore.deleteTree(path);
        }
      }
    } catch (IOException e) {
      throw FolderErrors.of(incoming, e);
    }
  }

  private static StoredModel record(CatalogueModel model, Path folder, List<StoredFile> files) {
    return new StoredModel(
        folder,
        model.name(),
        Origin.CATALOGUE,
        model.description(),
        model.publisher(),
        model.licence(),
        model.architecture(),
        model.outputs(),
        model.settings(),
        files);
  }
}
