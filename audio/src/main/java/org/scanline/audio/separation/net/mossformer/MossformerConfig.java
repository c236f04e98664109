package org.scanline.audio.separation.net.mossformer;

/**
 * What a MossFormer2 is made of.
 *
 * @param sampleRate Hz
 * @param speakers that it tells apart
 * @param width C of the encoder's frames
 * @param kernel samples of a frame; the next one begins half a frame later
 * @param layers pairs of attention and memory
 * @param hidden width of values and gates of attention, both together
 * @param query width of queries and keys
 * @param inner channels of the memory blocks
 * @param order frames that a memory reaches back and ahead, the present one included
 * @param direct whether the masks are themselves what is decoded (the model trained on WHAMR!), not
 *     factors of the mixture
 */
record MossformerConfig(
    int sampleRate,
    int speakers,
    int width,
    int kernel,
    int layers,
    int hidden,
    int query,
    int inner,
    int order,
    boolean direct) {
  /** Frames that attend to each other in full. */
  static final int GROUP = 256;

  /** Taps of the convolutions behind dense layers. */
  static final int TAPS = 17;

  /** Checks that the numbers fit together. */
  MossformerConfig {
    if (sampleRate < 1 || speakers < 1 || layers < 1 || inner < 1 || order < 1) {
      throw new IllegalArgumentException(
          "sampleRate=%d, speakers=%d, layers=%d, inner=%d and order=%d must be at least 1"
              .formatted(sampleRate, speakers, layers, inner, order));
    }
    if (width < 2 || width % 2 != 0 || kernel < 2 || kernel % 2 != 0) {
      throw new IllegalArgumentException(
          "width=" + width + " and kernel=" + kernel + " must be even");
    }
    if (hidden != 4 * width) {
      throw new IllegalArgumentException(
          "hidden=%d must be four times width=%d".formatted(hidden, width));
    }
    if (query < 2 || query % 2 != 0) {
      throw new IllegalArgumentException("query=" + query + " must be even");
    }
  }

  /** Pairs of channels of queries and keys that turn with the position. */
  int turned() {
    return Math.min(32, query) / 2;
  }

  /** Samples between frames. */
  int stride() {
    return kernel / 2;
  }
}
