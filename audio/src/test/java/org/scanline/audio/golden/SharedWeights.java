package org.scanline.audio.golden;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.AudioFileException;
import org.scanline.audio.file.AudioReader;

/**
 * Published weights and sounds with free licences, in {@code shared/weights} beside the checkout.
 */
public final class SharedWeights {
  private SharedWeights() {}

  /** A file; the test is skipped, by name, where there is none. */
  public static Path file(String name) {
    List<Path> places = new ArrayList<>();
    String given = System.getProperty("scanline.golden", "");
    if (!given.isEmpty()) {
      places.add(Path.of(given).toAbsolutePath().resolveSibling("weights"));
    }
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      places.add(up.resolve("shared/weights"));
    }
    for (Path place : places) {
      if (Files.isRegularFile(place.resolve(name))) {
        return place.resolve(name);
      }
    }
    assumeTrue(false, "skipped, absent: weights/" + name);
    throw new IllegalStateException(name);
  }

  /** All of a sound file. */
  public static AudioBuffer sound(String name) throws AudioFileException {
    try (AudioReader reader = AudioReader.open(file(name))) {
      List<AudioBuffer> parts = new ArrayList<>();
      for (AudioBuffer part = reader.read(1 << 16); !part.isEmpty(); part = reader.read(1 << 16)) {
        parts.add(part);
      }
      return AudioBuffer.concat(parts);
    }
  }
}
