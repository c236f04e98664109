package org.scanline.backbones.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** All mixers and operators of this library, and the papers that were left out with the reason. */
public final class Catalogue {
  private static final String FILE = "catalogue.json";

  private Catalogue() {}

  /** Reads the catalogue that comes with the library. */
  public static List<Entry> entries() {
    try (InputStream in = Catalogue.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing beside its class");
      }
      List<Entry> entries = new ArrayList<>();
      for (JsonNode node : new ObjectMapper().readTree(in)) {
        entries.add(entry(node));
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Entry entry(JsonNode node) {
    return new Entry(
        node.path("name").asText(),
        node.path("paper").asText(),
        node.path("arxiv").asText(),
        texts(node.path("classes")),
        node.path("equation").asText(),
        node.path("features").asText(),
        node.path("gate").asText(),
        node.path("kernel").asText(),
        node.path("normaliser").asText(),
        node.path("state").asText(),
        texts(node.path("golden")),
        node.path("note").asText());
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
