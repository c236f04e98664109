package org.scanline.audio.separation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scanline.audio.AudioBuffer;

/**
 * The stems of a stretch of sound, in the order of the model card; all have the same frames, rate
 * and channels. Immutable.
 */
public final class Stems {
  private final Map<String, AudioBuffer> buffers;

  private Stems(Map<String, AudioBuffer> buffers) {
    this.buffers = buffers;
  }

  /**
   * Puts stems together.
   *
   * @throws IllegalArgumentException when there is none or they differ in format or length
   */
  public static Stems of(Map<String, AudioBuffer> buffers) {
    if (buffers.isEmpty()) {
      throw new IllegalArgumentException("no stems");
    }
    AudioBuffer first = buffers.values().iterator().next();
    for (AudioBuffer buffer : buffers.values()) {
      buffer.demand(first.sampleRate(), first.channels());
      if (buffer.frames() != first.frames()) {
        throw new IllegalArgumentException("stems differ in length");
      }
    }
    return new Stems(Collections.unmodifiableMap(new LinkedHashMap<>(buffers)));
  }

  /** Names in order. */
  public List<String> names() {
    return List.copyOf(buffers.keySet());
  }

  /**
   * One stem.
   *
   * @throws IllegalArgumentException when there is no stem of that name
   */
  public AudioBuffer get(String name) {
    AudioBuffer buffer = buffers.get(name);
    if (buffer == null) {
      throw new IllegalArgumentException("no stem " + name + " among " + names());
    }
    return buffer;
  }

  /** Stems by name, in order. */
  public Map<String, AudioBuffer> all() {
    return buffers;
  }

  /** Frames of every stem. */
  public int frames() {
    return buffers.values().iterator().next().frames();
  }

  /** Whether there are no frames. */
  public boolean isEmpty() {
    return frames() == 0;
  }

  /** Joins consecutive stretches, as a stream returns them. */
  public static Stems concat(List<Stems> parts) {
    Map<String, AudioBuffer> joined = new LinkedHashMap<>();
    for (String name : parts.get(0).names()) {
      List<AudioBuffer> buffers = new ArrayList<>();
      parts.forEach(part -> buffers.add(part.get(name)));
      joined.put(name, AudioBuffer.concat(buffers));
    }
    return of(joined);
  }
}
