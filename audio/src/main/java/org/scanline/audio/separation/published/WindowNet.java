package org.scanline.audio.separation.published;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A net that knows only whole stretches of sound. Immutable and thread-safe.
 *
 * <p>Several threads may separate different stretches at once, each on a manager of its own.
 */
public interface WindowNet extends AutoCloseable {

  /** Rate that the net was trained at, Hz. */
  int sampleRate();

  /** Channels C that it wants, 1 or 2. */
  int channels();

  /** Names of the stems in the net's order; speakers are speaker1, speaker2, and so on. */
  List<String> stems();

  /**
   * Separates a stretch.
   *
   * @param x sound (B,C,T), full scale at ±1; not changed
   * @return stems (B,S,C,T), same T, on the manager of x; everything else made is closed again
   */
  NDArray separate(NDArray x);

  /**
   * Frames that the net wants to be given for a stretch of so many, as Demucs' {@code
   * valid_length}; at least as many.
   */
  default long validLength(long frames) {
    return frames;
  }

  /** Threads that one window keeps busy, where the engine itself has one. */
  default int threads() {
    return 1;
  }

  /** Releases the weights. */
  @Override
  void close();
}
