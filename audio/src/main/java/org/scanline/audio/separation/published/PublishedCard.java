package org.scanline.audio.separation.published;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.scanline.audio.separation.ModelCard;

/** What can be said about a model whose publisher gave it no card. */
final class PublishedCard {
  private static final String UNKNOWN = "unknown";

  private PublishedCard() {}

  /**
   * The card.
   *
   * @param description may be empty
   * @param licence empty where it is not known
   */
  static ModelCard of(String name, String description, String licence, Ensemble ensemble) {
    List<PublishedNet> nets = ensemble.members().stream().map(Ensemble.Member::net).toList();
    PublishedNet first = nets.get(0);
    long parameters = nets.stream().mapToLong(PublishedNet::parameters).sum();
    String kind =
        nets.size() == 1
            ? first.architecture()
            : nets.size()
                + " nets: "
                + String.join(
                    ", ", nets.stream().map(PublishedNet::architecture).distinct().toList());
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("name", name)
        .put("description", description.isEmpty() ? kind : description)
        .put("licence", licence.isEmpty() ? UNKNOWN : licence)
        .put("architecture", kind)
        .put("sampleRate", first.net().sampleRate())
        .put("parameters", parameters);
    ArrayNode stems = json.putArray("stems");
    first.net().stems().forEach(stems::add);
    ArrayNode configs = json.putArray("nets");
    nets.forEach(net -> configs.add((JsonNode) net.config()));
    return new ModelCard(
        name,
        json.get("description").asText(),
        json.get("licence").asText(),
        first.net().sampleRate(),
        first.net().stems(),
        0,
        parameters,
        json.toPrettyString());
  }
}
