package org.scanline.backbones.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parts that catalogues and the records of installed models write alike. */
final class StoredJson {
  private StoredJson() {}

  static ObjectMapper mapper() {
    return new ObjectMapper();
  }

  static CatalogueModel.Licence licence(JsonNode node) {
    return new CatalogueModel.Licence(
        node.path("name").asText(), node.path("text").asText(), node.path("source").asText());
  }

  static ObjectNode licence(CatalogueModel.Licence licence) {
    return mapper()
        .createObjectNode()
        .put("name", licence.name())
        .put("text", licence.text())
        .put("source", licence.source());
  }

  static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    node.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** Plain values: text, numbers, truth values, lists and maps. */
  static Map<String, Object> settings(JsonNode node) {
    Map<String, Object> settings = new LinkedHashMap<>();
    node.fields()
        .forEachRemaining(
            e -> {
              if (!e.getValue().isNull()) {
                settings.put(e.getKey(), mapper().convertValue(e.getValue(), Object.class));
              }
            });
    return settings;
  }
}
