package org.scanline.backbones.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scanline.backbones.store.StoreException.Reason;
import org.scanline.backbones.store.StoredModel.Origin;
import org.scanline.backbones.store.StoredModel.StoredFile;
import org.scanline.backbones.weights.Checkpoint;
import org.scanline.backbones.weights.CheckpointWriter;
import org.scanline.backbones.weights.WeightsException;

/**
 * Makes a model of the store from a publisher's checkpoint that the user has, as safetensors.
 * Thread-safe.
 *
 * @param store where it goes
 * @param catalogue whose licence it gets when its hash is known
 * @param recogniser says which net it is
 */
public record CheckpointImport(ModelStore store, Catalogue catalogue, Recogniser recogniser) {
  private static final String WEIGHTS = "model.safetensors";
  private static final CatalogueModel.Licence UNKNOWN =
      new CatalogueModel.Licence(
          "unknown", "Not known: ask whoever published the file what may be done with it.", "");

  /**
   * Reads the checkpoint and stores it under a name.
   *
   * @throws StoreException when the file is missing or damaged, or a model of that name is there
   */
  @SuppressWarnings("try") // the lock works by being there
  public StoredModel run(Path file, String name, Watcher watcher) throws StoreException {
    ModelName.ofModel(name);
    try (StoreLock lock = StoreLock.of(store.folder(), name, watcher)) {
      if (Files.exists(store.folder().resolve(name))) {
        throw new StoreException(
            Reason.EXISTS,
            "there is a model %s already; remove it, or choose a name with --name".formatted(name));
      }
      String hash = hash(file, watcher);
      Checkpoint checkpoint = read(file);
      Recogniser.Recognised net =
          recogniser
              .recognise(checkpoint, file)
              .orElse(new Recogniser.Recognised("", List.of(), Map.of()));
      Path incoming = FolderErrors.createFolder(store.incoming(name));
      StoredFile written = write(file, hash, checkpoint, incoming, watcher);
      StoredModel stored = store.admit(record(file, name, hash, net, incoming, written));
      new CheckedFiles(stored).trust();
      return stored;
    } catch (WeightsException e) {
      throw new StoreException(Reason.DAMAGED, String.valueOf(e.getMessage()), e);
    }
  }

  private static String hash(Path file, Watcher watcher) throws StoreException {
    if (!Files.isRegularFile(file)) {
      throw new StoreException(Reason.SOURCE, file + " is not there, or is no file");
    }
    try {
      return FileHash.of(file, watcher);
    } catch (IOException e) {
      throw new StoreException(Reason.SOURCE, "cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static Checkpoint read(Path file) throws StoreException {
    try {
      return Checkpoint.read(file);
    } catch (IOException e) {
      throw new StoreException(Reason.SOURCE, "cannot read " + file + ": " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new StoreException(
          Reason.SOURCE,
          file + " is too large for the memory given; set SCANLINE_JAVA_OPTS=-Xmx4g or more",
          e);
    }
  }

  private static StoredFile write(
      Path file, String hash, Checkpoint checkpoint, Path incoming, Watcher watcher)
      throws StoreException {
    Path weights = incoming.resolve(WEIGHTS);
    try {
      long size = Files.size(file);
      FolderErrors.demandSpace(incoming, size);
      watcher.at(Watcher.Step.CONVERTING, WEIGHTS, 0, size);
      List<String> leftOut =
          CheckpointWriter.write(weights, checkpoint, Map.of("original_sha256", hash));
      if (!leftOut.isEmpty()) {
        watcher.note("left out, only training needs it: " + String.join(", ", leftOut));
      }
      return new StoredFile(
          WEIGHTS,
          Files.size(weights),
          FileHash.of(weights, watcher),
          String.valueOf(file.getFileName()),
          hash);
    } catch (IOException e) {
      throw FolderErrors.of(weights, e);
    }
  }

  private StoredModel record(
      Path file,
      String name,
      String hash,
      Recogniser.Recognised net,
      Path incoming,
      StoredFile written) {
    Optional<CatalogueModel> known = catalogue.owner(hash);
    return new StoredModel(
        incoming,
        name,
        Origin.IMPORT,
        known.map(m -> "A file of " + m.name()).orElse("Imported from " + file.getFileName()),
        known.map(CatalogueModel::publisher).orElse(""),
        known.map(CatalogueModel::licence).orElse(UNKNOWN),
        net.architecture(),
        net.outputs(),
        net.settings(),
        List.of(written));
  }
}
