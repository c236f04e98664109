package org.scanline.datasets.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * What a separation net took.
 *
 * @param net its name
 * @param seconds of sound separated
 * @param cpu seconds of processor time for a second of sound, all threads together
 * @param wall seconds for a second of sound
 * @param peak highest resident memory of the process, MiB; NaN where it is not known
 * @param checksum of the stems
 */
public record SeparatorSpeed(
    String net, double seconds, double cpu, double wall, double peak, long checksum) {

  /** A table for people. */
  public static String table(List<SeparatorSpeed> speeds) {
    StringBuilder table = new StringBuilder();
    table.append("net          CPU s/s  wall s/s  peak MiB  checksum\n");
    for (SeparatorSpeed speed : speeds) {
      table.append(
          String.format(
              Locale.ROOT,
              "%-12s %7.2f  %8.2f  %8.0f  %08x%n",
              speed.net(),
              speed.cpu(),
              speed.wall(),
              speed.peak(),
              speed.checksum()));
    }
    return table.toString();
  }

  /** The figures as a JSON array. */
  public static String toJson(List<SeparatorSpeed> speeds) {
    try {
      return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(speeds);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads {@link #toJson}. */
  public static List<SeparatorSpeed> fromJson(String json) {
    try {
      return List.of(new JsonMapper().readValue(json, SeparatorSpeed[].class));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
