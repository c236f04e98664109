package org.scanline.audio.separation.published;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A net built from a publisher's file, and how it wants to be used.
 *
 * @param architecture short name, such as htdemucs
 * @param net the net with its weights
 * @param framing how the publisher cuts sound for it
 * @param parameters number of trained numbers
 * @param complete whether the stems add up to the mixture, so that what resampling loses belongs to
 *     the last one
 * @param config everything that is needed to build the net again from its tensors alone, with the
 *     field {@code architecture}
 */
public record PublishedNet(
    String architecture,
    WindowNet net,
    Framing framing,
    long parameters,
    boolean complete,
    ObjectNode config) {

  /** Checks that what needs no windows gets none, and the reverse. */
  public PublishedNet {
    if (framing instanceof Framing.Causal != net instanceof CausalNet) {
      throw new IllegalArgumentException(
          "a causal net and causal framing belong together: " + architecture);
    }
    config.put("architecture", architecture);
  }

  /** The same net with sound cut otherwise. */
  PublishedNet framedBy(Framing other) {
    return new PublishedNet(architecture, net, other, parameters, complete, config);
  }
}
