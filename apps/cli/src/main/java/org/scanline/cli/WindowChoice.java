package org.scanline.cli;

import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.WindowOptions;
import picocli.CommandLine.Option;

/** How songs are cut for published models, which know only windows. */
final class WindowChoice {
  @Option(
      names = "--segment",
      paramLabel = "SECONDS",
      description = "Published models only: length of a window (default: the model's).")
  private @Nullable Double segment;

  @Option(
      names = "--overlap",
      paramLabel = "SHARE",
      description = "The share that two windows have in common, such as 0.25.")
  private @Nullable Double overlap;

  @Option(
      names = "--shifts",
      paramLabel = "N",
      description = "Demucs only: mean of N separations at random shifts (default: 1; 0 is fixed).")
  private @Nullable Integer shifts;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the random shifts (default: 0).")
  private @Nullable Long seed;

  /**
   * What was asked for.
   *
   * @throws IllegalArgumentException when a number is out of range
   */
  WindowOptions options() {
    return new WindowOptions(segment, overlap, shifts, seed);
  }
}
