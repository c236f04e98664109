package org.scanline.backbones.hybrid;

/**
 * Where a mixer stands in a backbone; some mixers (TransNormerLLM) set decays by depth, some
 * (RWKV-7) are made otherwise where they come first.
 *
 * @param width D
 * @param heads H
 * @param layer number of its layer, from 0
 * @param layers number of layers
 * @param alike how many of the layers before have the same kind of mixer
 */
public record MixerPlace(int width, int heads, int layer, int layers, int alike) {
  /** Checks the numbers. */
  public MixerPlace {
    if (width < 1 || heads < 1) {
      throw new IllegalArgumentException(
          "width=" + width + " and heads=" + heads + " must be at least 1");
    }
    if (layer < 0 || layer >= layers) {
      throw new IllegalArgumentException(
          "layer=" + layer + " must be from 0 to layers - 1 = " + (layers - 1));
    }
    if (alike < 0 || alike > layer) {
      throw new IllegalArgumentException("alike=" + alike + " must be from 0 to layer=" + layer);
    }
  }

  /** The only layer of a backbone. */
  public static MixerPlace alone(int width, int heads) {
    return new MixerPlace(width, heads, 0, 1, 0);
  }
}
