package org.scanline.backbones.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.scanline.backbones.store.StoreException.Reason;

/**
 * The models in one folder, each in a folder of its name. Thread-safe; several processes may use
 * the same folder.
 *
 * <p>A model appears under its name only when it is complete. What is on its way lies in {@code
 * .incoming}.
 */
public final class ModelStore {
  private static final String INCOMING = ".incoming";

  private final Path folder;

  /** A store in a folder, which need not be there yet. */
  public ModelStore(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** The user's store, see {@link StoreFolder}. */
  public static ModelStore ofUser() {
    return new ModelStore(StoreFolder.ofUser());
  }

  /** Where the models lie. */
  public Path folder() {
    return folder;
  }

  /** Whether models can be installed: the folder, or what it would be made in, can be written. */
  public boolean isWritable() {
    Path there = FolderErrors.existing(folder);
    return there != null && Files.isDirectory(there) && Files.isWritable(there);
  }

  /** Names of the models that are there, sorted; some of them may be damaged. */
  public List<String> names() throws StoreException {
    return names(folder, ModelRecord.FILE);
  }

  /** Names of the models whose installation was begun and not ended. */
  public List<String> begun() throws StoreException {
    return names(folder.resolve(INCOMING), "");
  }

  private static List<String> names(Path folder, String mark) throws StoreException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
      for (Path path : inside) {
        String name = String.valueOf(path.getFileName());
        if (ModelName.isModel(name) && Files.exists(path.resolve(mark))) {
          names.add(name);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw FolderErrors.of(folder, e);
    }
    Collections.sort(names);
    return names;
  }

  /**
   * The model of a name, unchecked; nothing when it is not there.
   *
   * @throws StoreException when its record is damaged
   */
  public Optional<StoredModel> find(String name) throws StoreException {
    if (!ModelName.isModel(name) || !Files.exists(folder.resolve(name))) {
      return Optional.empty();
    }
    return Optional.of(ModelRecord.read(folder.resolve(name)));
  }

  /**
   * The model of a name, its files checked: at the first use and after each change of a file's size
   * or time its hash, otherwise only these two.
   *
   * @throws StoreException when it is missing or damaged
   */
  public StoredModel open(String name, Watcher watcher) throws StoreException {
    StoredModel model = find(name).orElseThrow(() -> missing(name));
    new CheckedFiles(model).check(false, watcher);
    return model;
  }

  /**
   * Reads all files of a model again and compares their hashes.
   *
   * @throws StoreException when it is missing or damaged
   */
  public StoredModel verify(String name, Watcher watcher) throws StoreException {
    StoredModel model = find(name).orElseThrow(() -> missing(name));
    new CheckedFiles(model).check(true, watcher);
    return model;
  }

  /** Deletes a model, and what an interrupted installation has left of it. */
  @SuppressWarnings("try") // the lock works by being there
  public void remove(String name, Watcher watcher) throws StoreException {
    if (!ModelName.isModel(name)
        || !(Files.exists(folder.resolve(name)) || begun().contains(name))) {
      throw missing(name);
    }
    try (StoreLock lock = StoreLock.of(folder, name, watcher)) {
      Path gone = folder.resolve(INCOMING).resolve(".removed-" + name);
      deleteTree(gone);
      if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        FolderErrors.createFolder(folder.resolve(INCOMING));
        Files.move(folder.resolve(name), gone, StandardCopyOption.ATOMIC_MOVE);
      }
      deleteTree(gone);
      deleteTree(incoming(name));
    } catch (IOException e) {
      throw FolderErrors.of(folder.resolve(name), e);
    }
  }

  private StoreException missing(String name) {
    String shown = ModelName.isModel(name) ? name : "of that name";
    return new StoreException(
        Reason.MISSING,
        "there is no model %s in %s; 'scanline models list' says which there are"
            .formatted(shown, folder));
  }

  /** Where the files of a model gather. */
  Path incoming(String name) {
    return folder.resolve(INCOMING).resolve(name);
  }

  /** Makes a model that has gathered appear under its name. */
  StoredModel admit(StoredModel model) throws StoreException {
    Path from = incoming(model.name());
    Path to = folder.resolve(model.name());
    try {
      ModelRecord.write(model, from);
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      return model.in(to);
    } catch (IOException e) {
      throw FolderErrors.of(to, e);
    }
  }

  /** Deletes a folder with the files and folders in it; a link is deleted, not followed. */
  static void deleteTree(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      List<Path> inside = new ArrayList<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(path)) {
        stream.forEach(inside::add);
      }
      for (Path each : inside) {
        deleteTree(each);
      }
    }
    Files.deleteIfExists(path);
  }
}
