package org.scanline.backbones.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.scanline.backbones.store.StoredModel.Origin;
import org.scanline.backbones.store.StoredModel.StoredFile;

/** The file {@value #FILE} in a model's folder, which says what the model is. */
final class ModelRecord {
  static final String FILE = "model.json";

  private static final int SCHEMA = 1;
  private static final int LONGEST = 1 << 20; // bytes

  private ModelRecord() {}

  static void write(StoredModel model, Path folder) throws IOException {
    ObjectMapper mapper = StoredJson.mapper();
    ObjectNode root = mapper.createObjectNode().put("schema", SCHEMA).put("name", model.name());
    root.put("origin", model.origin().name().toLowerCase(Locale.ROOT));
    root.put("description", model.description()).put("publisher", model.publisher());
    root.set("licence", StoredJson.licence(model.licence()));
    root.put("net", model.architecture());
    root.set("outputs", mapper.valueToTree(model.outputs()));
    root.set("settings", mapper.valueToTree(model.settings()));
    ArrayNode files = root.putArray("files");
    for (StoredFile file : model.files()) {
      ObjectNode entry = files.addObject().put("name", file.name()).put("size", file.size());
      entry.put("sha256", file.sha256()).put("source", file.source());
      if (!file.sourceSha256().isEmpty()) {
        entry.put("sourceSha256", file.sourceSha256());
      }
    }
    Files.write(
        folder.resolve(FILE), mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
  }

  /**
   * Reads the record of the model in a folder.
   *
   * @throws StoreException when it is not there or says something that cannot be
   */
  static StoredModel read(Path folder) throws StoreException {
    String name = String.valueOf(folder.getFileName());
    try (InputStream in = Files.newInputStream(folder.resolve(FILE))) {
      JsonNode root = StoredJson.mapper().readTree(in.readNBytes(LONGEST));
      if (root.path("schema").asInt() != SCHEMA || !name.equals(root.path("name").asText())) {
        throw new IllegalArgumentException("it is of another version or another model");
      }
      return new StoredModel(
          folder,
          name,
          Origin.valueOf(root.path("origin").asText().toUpperCase(Locale.ROOT)),
          root.path("description").asText(),
          root.path("publisher").asText(),
          StoredJson.licence(root.path("licence")),
          root.path("net").asText(),
          StoredJson.texts(root.path("outputs")),
          StoredJson.settings(root.path("settings")),
          files(root.path("files")));
    } catch (IOException | IllegalArgumentException e) {
      throw new StoreException(
          StoreException.Reason.DAMAGED,
          "model %s: its %s cannot be read (%s); remove the model and install it again"
              .formatted(name, FILE, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  private static List<StoredFile> files(JsonNode nodes) {
    List<StoredFile> files = new ArrayList<>();
    for (JsonNode node : nodes) {
      StoredFile file =
          new StoredFile(
              node.path("name").asText(),
              node.path("size").asLong(),
              node.path("sha256").asText(),
              node.path("source").asText(),
              node.path("sourceSha256").asText());
      boolean whole = file.sha256().length() == FileHash.DIGITS && FileHash.isStart(file.sha256());
      if (!ModelName.isFile(file.name()) || !whole) {
        throw new IllegalArgumentException("a file's name or hash cannot be");
      }
      files.add(file);
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("it names no files");
    }
    return files;
  }
}
