package org.scanline.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.store.CatalogueFile;
import org.scanline.backbones.store.CatalogueModel;
import org.scanline.backbones.store.StoredModel;

/** Models for a program; the fields are described in docs/json.md. */
final class ModelJson {
  private static final int SCHEMA = 1;

  private ModelJson() {}

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  static String list(Path folder, List<ModelEntry> entries) {
    return object(
        json -> {
          json.writeStringField("folder", folder.toString());
          json.writeArrayFieldStart("models");
          for (ModelEntry entry : entries) {
            json.writeStartObject();
            summary(json, entry);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  static String one(ModelEntry entry) {
    return object(
        json -> {
          summary(json, entry);
          StoredModel stored = entry.stored();
          CatalogueModel known = entry.known();
          if (stored != null) {
            json.writeStringField("publisher", stored.publisher());
            json.writeStringField("net", stored.architecture());
            json.writeStringField("folder", stored.folder().toString());
            licence(json, stored.licence());
          } else if (known != null) {
            json.writeStringField("publisher", known.publisher());
            json.writeStringField("net", known.architecture());
            licence(json, known.licence());
          }
          files(json, stored, known);
          if (known != null) {
            scores(json, known);
          }
        });
  }

  private static String object(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void summary(JsonGenerator json, ModelEntry entry) throws IOException {
    json.writeStringField("name", entry.name());
    json.writeStringField("state", Words.of(entry.state()));
    json.writeStringField("about", entry.note());
    json.writeStringField("task", entry.task());
    json.writeArrayFieldStart("stems");
    for (String stem : entry.stems()) {
      json.writeString(stem);
    }
    json.writeEndArray();
    if (entry.size() >= 0) {
      json.writeNumberField("size", entry.size());
    }
    json.writeStringField("licence", entry.licence());
  }

  private static void licence(JsonGenerator json, CatalogueModel.Licence licence)
      throws IOException {
    json.writeStringField("terms", licence.text());
    json.writeStringField("termsSource", licence.source());
  }

  private static void files(
      JsonGenerator json, @Nullable StoredModel stored, @Nullable CatalogueModel known)
      throws IOException {
    json.writeArrayFieldStart("files");
    if (stored != null) {
      for (StoredModel.StoredFile file : stored.files()) {
        file(json, file.name(), file.size(), file.sha256(), file.source());
      }
    } else if (known != null) {
      for (CatalogueFile file : known.files()) {
        String address = file.address() == null ? "" : file.address().toString();
        file(json, file.name(), file.size(), file.sha256(), address);
      }
    }
    json.writeEndArray();
  }

  private static void file(JsonGenerator json, String name, long size, String sha256, String source)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    if (size > 0) {
      json.writeNumberField("size", size);
    }
    json.writeStringField("sha256", sha256);
    json.writeStringField("source", source);
    json.writeEndObject();
  }

  private static void scores(JsonGenerator json, CatalogueModel known) throws IOException {
    json.writeArrayFieldStart("scores");
    for (CatalogueModel.Score score : known.scores()) {
      json.writeStartObject();
      json.writeStringField("measure", score.measure());
      json.writeStringField("value", score.value());
      json.writeStringField("source", score.source());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("sources");
    for (var source : new TreeMap<>(known.sources()).entrySet()) {
      json.writeStringField(source.getKey(), source.getValue());
    }
    json.writeEndObject();
  }
}
