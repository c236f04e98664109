package org.scanline.separate;

import java.util.List;
import java.util.Map;
import org.scanline.audio.AudioBuffer;
import org.scanline.backbones.stream.Streaming;

/** What this application asks of a separation model; immutable and thread-safe. */
public interface StemModel extends AutoCloseable {

  /** A short name, fit for a file name. */
  String name();

  /** The stems it makes, in order. */
  List<String> stems();

  /**
   * A stream that takes sound at the given rate and channel count and gives each stem in the same
   * form: over the whole stream, as many frames as went in.
   *
   * @param sampleRate in Hz
   * @param channels 1 or 2
   */
  Streaming<AudioBuffer, Map<String, AudioBuffer>> stream(int sampleRate, int channels);

  /** Releases what the model holds; after the last stream. */
  @Override
  void close();
}
