package org.scanline.audio.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A case of the reference numbers: a folder with case.json, arrays and weights.
 *
 * <p>Looked for in {@code audio/} of the folder that the property {@code scanline.golden} names,
 * else in the test resources {@code /golden}, else in {@code ../shared/golden/audio} beside the
 * checkout; a test whose case is in none of them is skipped, and says which it missed.
 *
 * @param name of the case
 * @param folder where it lies
 */
public record AudioGolden(String name, Path folder) {
  /** Largest relative L2 distance from the reference; never to be widened. */
  public static final double TOLERANCE = 1e-5;

  /** A case; the test is skipped, by name, where there is none. */
  public static AudioGolden of(String name) {
    Path folder = find(name);
    assumeTrue(folder != null, "skipped, absent: golden/audio/" + name);
    return new AudioGolden(name, java.util.Objects.requireNonNull(folder));
  }

  /** All of the named cases that are there; none being there skips the test. */
  public static List<AudioGolden> present(String... names) {
    List<AudioGolden> cases = new ArrayList<>();
    for (String name : names) {
      Path folder = find(name);
      if (folder == null) {
        System.out.println("skipped, absent: golden/audio/" + name);
      } else {
        cases.add(new AudioGolden(name, folder));
      }
    }
    assumeTrue(!cases.isEmpty(), "skipped, absent: golden/audio/" + String.join(", ", names));
    return cases;
  }

  private static @Nullable Path find(String name) {
    String given = System.getProperty("scanline.golden", "");
    if (!given.isEmpty()) {
      return existing(Path.of(given, "audio", name));
    }
    URL ours = AudioGolden.class.getResource("/golden/" + name);
    if (ours != null) {
      try {
        return Path.of(ours.toURI());
      } catch (URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    }
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path found = existing(up.resolve("shared/golden/audio").resolve(name));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable Path existing(Path folder) {
    return Files.isDirectory(folder) ? folder : null;
  }

  /** A file of the case. */
  public Path file(String file) {
    return folder.resolve(file);
  }

  /** Whether the case has a file. */
  public boolean has(String file) {
    return Files.isRegularFile(file(file));
  }

  /** The case's case.json. */
  public JsonNode json() throws IOException {
    return JsonMapper.builder()
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .build()
        .readTree(file("case.json").toFile());
  }

  /** An array of the case. */
  public Npy array(String file) throws IOException {
    return Npy.read(file(file));
  }

  /**
   * Demands that values lie within {@link #TOLERANCE} of an array of the case, and prints how near.
   */
  public void demand(String what, String file, float[] actual) throws IOException {
    Npy expected = array(file);
    assertThat(actual.length).as("%s, %s: elements", name, what).isEqualTo(expected.size());
    double distance = relativeL2(expected.values(), actual);
    System.out.printf("%s, %s: relative L2 %.2e%n", name, what, distance);
    assertThat(distance).as("%s, %s: relative L2", name, what).isLessThan(TOLERANCE);
  }

  /** The L2 norm of the difference over that of the expected values. */
  public static double relativeL2(double[] expected, float[] actual) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      double d = actual[i] - expected[i];
      difference += d * d;
      norm += expected[i] * expected[i];
    }
    return norm == 0 ? Math.sqrt(difference) : Math.sqrt(difference / norm);
  }
}
