package org.scanline.backbones.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The public models that a program knows of.
 *
 * @param models in the order of the list, each name once
 */
public record Catalogue(List<CatalogueModel> models) {
  private static final int LONGEST = 4 << 20; // bytes

  /** Checks that each name stands once. */
  public Catalogue {
    models = List.copyOf(models);
    if (models.stream().map(CatalogueModel::name).distinct().count() < models.size()) {
      throw new IllegalArgumentException("a model stands twice in the catalogue");
    }
  }

  /** The model of a name. */
  public Optional<CatalogueModel> find(String name) {
    return models.stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /**
   * The model that a file belongs to.
   *
   * @param sha256 hash of the file
   */
  public Optional<CatalogueModel> owner(String sha256) {
    return models.stream()
        .filter(
            model ->
                model.files().stream()
                    .anyMatch(f -> !f.sha256().isEmpty() && sha256.startsWith(f.sha256())))
        .findFirst();
  }

  /**
   * Reads a catalogue written as JSON; the caller closes the stream.
   *
   * @param name for messages
   * @throws StoreException when it says something that cannot be
   */
  public static Catalogue read(InputStream in, String name) throws StoreException {
    try {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new IllegalArgumentException("longer than " + LONGEST + " bytes");
      }
      JsonNode list = new ObjectMapper().readTree(bytes).path("models");
      if (!list.isArray()) {
        throw new IllegalArgumentException("it has no list of models");
      }
      List<CatalogueModel> models = new ArrayList<>();
      for (JsonNode model : list) {
        models.add(model(model));
      }
      return new Catalogue(models);
    } catch (JsonProcessingException e) {
      throw wrong(name, e.getOriginalMessage(), e);
    } catch (IllegalArgumentException | IOException e) {
      throw wrong(name, String.valueOf(e.getMessage()), e);
    }
  }

  private static StoreException wrong(String name, String reason, Exception cause) {
    return new StoreException(
        StoreException.Reason.DAMAGED, "the catalogue " + name + ": " + reason, cause);
  }

  private static CatalogueModel model(JsonNode node) {
    List<CatalogueFile> files = new ArrayList<>();
    for (JsonNode file : node.path("files")) {
      String address = file.path("url").asText();
      files.add(
          new CatalogueFile(
              file.path("name").asText(),
              address.isEmpty() ? null : URI.create(address),
              file.path("size").asLong(),
              file.path("sha256").asText()));
    }
    List<CatalogueModel.Score> scores = new ArrayList<>();
    for (JsonNode score : node.path("scores")) {
      scores.add(
          new CatalogueModel.Score(
              score.path("measure").asText(),
              score.path("value").asText(),
              score.path("source").asText()));
    }
    return new CatalogueModel(
        node.path("name").asText(),
        node.path("description").asText(),
        node.path("publisher").asText(),
        StoredJson.licence(node.path("licence")),
        node.path("net").asText(),
        files,
        StoredJson.texts(node.path("outputs")),
        scores,
        node.path("refusal").asText(),
        StoredJson.settings(node.path("settings")),
        sources(node.path("sources")));
  }

  private static Map<String, String> sources(JsonNode node) {
    Map<String, String> sources = new LinkedHashMap<>();
    node.fields().forEachRemaining(e -> sources.put(e.getKey(), e.getValue().asText()));
    return sources;
  }
}
