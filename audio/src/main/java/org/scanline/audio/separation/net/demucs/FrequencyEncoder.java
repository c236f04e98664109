package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** A level of the spectrum's encoder: one layer, or one for each band. */
interface FrequencyEncoder {

  /**
   * The level's output.
   *
   * @param inject what the waveform's branch gives here, or null
   */
  NDArray apply(NDArray x, @Nullable NDArray inject);
}
