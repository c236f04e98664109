package org.scanline.audio.separation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.scanline.backbones.model.ModelException;

/**
 * What a model is, read from its {@code card.json}.
 *
 * @param name short identifier, such as the name of its folder
 * @param description one sentence
 * @param licence SPDX identifier of the weights' licence
 * @param sampleRate Hz that the model works at
 * @param stems names of its stems
 * @param lookahead samples at the model's rate that must be seen before a sample is final
 * @param parameters number of trained numbers
 * @param json the whole card as text
 */
public record ModelCard(
    String name,
    String description,
    String licence,
    int sampleRate,
    List<String> stems,
    long lookahead,
    long parameters,
    String json) {

  /** Keeps the list from changing. */
  public ModelCard {
    stems = List.copyOf(stems);
  }

  /**
   * Reads the card of a model.
   *
   * @throws ModelException when there is none or it lacks something
   */
  public static ModelCard read(ModelSource source) throws ModelException {
    try (InputStream in = source.open("card.json")) {
      byte[] bytes = in.readNBytes(1 << 20);
      JsonNode card = new ObjectMapper().readTree(bytes);
      List<String> stems = new ArrayList<>();
      card.path("config").path("stems").forEach(stem -> stems.add(stem.asText()));
      if (stems.isEmpty() || !card.hasNonNull("name") || !card.hasNonNull("sha256")) {
        throw new ModelException(
            "the card of model " + source.name() + " lacks name, stems or sha256");
      }
      return new ModelCard(
          card.get("name").asText(),
          card.path("description").asText(),
          card.path("licence").asText("unknown"),
          card.path("config").path("sampleRate").asInt(),
          stems,
          card.path("lookahead").asLong(),
          card.path("parameters").asLong(),
          new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ModelException(
          "model " + source.name() + " is not there or unreadable: " + e.getMessage(), e);
    }
  }
}
