package org.scanline.audio.separation.published;

import ai.djl.ndarray.NDManager;
import org.scanline.audio.separation.SeparationStream;

/** A net that carries a state and therefore needs no windows. */
public interface CausalNet extends WindowNet {

  /**
   * Begins a stream at the net's own rate and channels, which gives {@link #stems()}.
   *
   * @param manager holds the state; is closed with the stream
   */
  SeparationStream stream(NDManager manager);
}
