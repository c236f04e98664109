package org.scanline.backbones.hybrid;

/**
 * Where a mixer stands in a backbone; some mixers (HGRN2, TransNormerLLM) set decays by depth.
 *
 * @param width D
 * @param heads H
 * @param layer number of its layer, from 0
 * @param layers number of layers
 */
public record MixerPlace(int width, int heads, int layer, int layers) {
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
  }

  /** The only layer of a backbone. */
  public static MixerPlace alone(int width, int heads) {
    return new MixerPlace(width, heads, 0, 1);
  }
}
