package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;

/** A level of the spectrum's decoder: one layer, or one for each band. */
interface FrequencyDecoder {

  /**
   * The level's output.
   *
   * @param x from the level below, with the encoder's output added; is changed
   * @param length frames wanted
   */
  NDArray apply(NDArray x, long length);
}
