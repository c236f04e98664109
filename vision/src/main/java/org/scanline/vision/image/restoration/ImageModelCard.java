package org.scanline.vision.image.restoration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.scanline.backbones.model.ModelException;

/**
 * What a model for pictures is.
 *
 * @param name short identifier, such as the name of its folder or file
 * @param description one sentence
 * @param licence SPDX identifier of the weights' licence; "unknown" where nobody says it
 * @param architecture name of the net
 * @param task what it does
 * @param scale rows and columns that go out for each that comes in; 1 for denoising
 * @param parameters number of trained numbers
 * @param json the whole card as text
 */
public record ImageModelCard(
    String name,
    String description,
    String licence,
    String architecture,
    Task task,
    int scale,
    long parameters,
    String json) {

  /**
   * Reads the {@code card.json} of a model of Scanline's.
   *
   * @throws ModelException when there is none or it lacks something
   */
  public static ImageModelCard read(ImageModelSource source) throws ModelException {
    try (InputStream in = source.open(ImageModelSource.CARD)) {
      byte[] bytes = in.readNBytes(1 << 20);
      JsonNode card = new ObjectMapper().readTree(bytes);
      for (String field : new String[] {"name", "net", "bytes", "sha256", "scale"}) {
        if (!card.hasNonNull(field)) {
          throw new ModelException("the card of model " + source.name() + " lacks " + field);
        }
      }
      int scale = card.get("scale").asInt();
      return new ImageModelCard(
          card.get("name").asText(),
          card.path("description").asText(),
          card.path("licence").asText("unknown"),
          card.get("net").asText(),
          scale > 1 ? Task.UPSCALE : Task.DENOISE,
          scale,
          card.path("parameters").asLong(),
          new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ModelException(
          "model " + source.name() + " is not there or unreadable: " + e.getMessage(), e);
    }
  }
}
