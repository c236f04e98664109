package org.scanline.backbones.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.store.StoredModel.StoredFile;

/**
 * Compares a model's files with the hashes of its record, once: what a file's size and time of
 * change were then is kept in {@value #FILE}, and while they stay the same it is not read again.
 */
final class CheckedFiles {
  static final String FILE = "checked.json";

  private static final Logger LOG = System.getLogger(CheckedFiles.class.getName());

  private final StoredModel model;

  CheckedFiles(StoredModel model) {
    this.model = model;
  }

  /**
   * Checks all files.
   *
   * @param again whether files are read although they look unchanged
   * @throws StoreException naming the first that is missing or damaged
   */
  void check(boolean again, Watcher watcher) throws StoreException {
    JsonNode known = again ? StoredJson.mapper().createObjectNode() : known();
    ObjectNode now = StoredJson.mapper().createObjectNode();
    boolean changed = false;
    for (StoredFile file : model.files()) {
      Path path = model.folder().resolve(file.name());
      try {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
        ObjectNode entry = entry(file, found);
        if (!entry.equals(known.path(file.name()))) {
          changed = true;
          compare(file, found, path, watcher);
        }
        now.set(file.name(), entry);
      } catch (IOException e) {
        throw damaged(file, "is not there or cannot be read", e);
      }
    }
    if (changed) {
      keep(now);
    }
  }

  /** Keeps how the files look now, just after they were hashed. */
  void trust() throws StoreException {
    ObjectNode now = StoredJson.mapper().createObjectNode();
    for (StoredFile file : model.files()) {
      try {
        Path path = model.folder().resolve(file.name());
        now.set(file.name(), entry(file, Files.readAttributes(path, BasicFileAttributes.class)));
      } catch (IOException e) {
        throw damaged(file, "is not there or cannot be read", e);
      }
    }
    keep(now);
  }

  private void compare(StoredFile file, BasicFileAttributes found, Path path, Watcher watcher)
      throws IOException, StoreException {
    if (!found.isRegularFile() || found.size() != file.size()) {
      throw damaged(file, "has %d bytes, not %d".formatted(found.size(), file.size()), null);
    }
    if (!FileHash.of(path, watcher).equals(file.sha256())) {
      throw damaged(file, "has changed since it was installed: its SHA-256 is another", null);
    }
  }

  private StoreException damaged(StoredFile file, String what, @Nullable Exception cause) {
    return new StoreException(
        StoreException.Reason.DAMAGED,
        "model %s is damaged: %s %s; remove it and install it again"
            .formatted(model.name(), file.name(), what),
        cause);
  }

  private static ObjectNode entry(StoredFile file, BasicFileAttributes found) {
    return StoredJson.mapper()
        .createObjectNode()
        .put("size", found.size())
        .put("modified", found.lastModifiedTime().toInstant().toString())
        .put("sha256", file.sha256());
  }

  private JsonNode known() {
    try {
      // Through text, so that a number is of the same type as one that was just made.
      JsonNode root = StoredJson.mapper().readTree(Files.readString(model.folder().resolve(FILE)));
      ObjectNode known = StoredJson.mapper().createObjectNode();
      root.fields()
          .forEachRemaining(
              e ->
                  known.set(
                      e.getKey(),
                      StoredJson.mapper()
                          .createObjectNode()
                          .put("size", e.getValue().path("size").asLong(-1))
                          .put("modified", e.getValue().path("modified").asText())
                          .put("sha256", e.getValue().path("sha256").asText())));
      return known;
    } catch (IOException e) {
      LOG.log(Logger.Level.TRACE, "nothing is known of earlier checks", e);
      return StoredJson.mapper().createObjectNode();
    }
  }

  /** A store that cannot be written is checked each time. */
  private void keep(ObjectNode now) {
    Path file = model.folder().resolve(FILE);
    Path part = model.folder().resolve(FILE + "." + ProcessHandle.current().pid());
    try {
      Files.writeString(part, now.toString());
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.log(Logger.Level.DEBUG, "the check is not kept: " + e.getMessage());
    }
  }
}
