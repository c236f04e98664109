package org.scanline.datasets.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.scanline.audio.AudioBuffer;

/**
 * A stretch of a song whose parts are known.
 *
 * @param mixture the sum of the parts
 * @param parts by name, all in the mixture's format and length
 */
record SongBlock(AudioBuffer mixture, Map<String, AudioBuffer> parts) {
  SongBlock {
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  int frames() {
    return mixture.frames();
  }

  /** One of the parts. */
  AudioBuffer part(String name) {
    AudioBuffer part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException("no part " + name + " among " + parts.keySet());
    }
    return part;
  }

  /** Adds the parts up. */
  static SongBlock of(int sampleRate, int channels, int frames, Map<String, AudioBuffer> parts) {
    float[][] sum = new float[channels][frames];
    for (AudioBuffer part : parts.values()) {
      for (int c = 0; c < channels; c++) {
        float[] samples = part.channel(c);
        for (int i = 0; i < frames; i++) {
          sum[c][i] += samples[i];
        }
      }
    }
    return new SongBlock(AudioBuffer.of(sampleRate, sum), parts);
  }
}
