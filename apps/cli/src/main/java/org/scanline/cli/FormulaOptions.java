package org.scanline.cli;

import java.util.List;
import org.scanline.datasets.images.FormulaPicture;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A picture made by a formula. */
final class FormulaOptions {
  private static final long SEED = 1;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "512",
      description = "Columns of the picture (default: ${DEFAULT-VALUE}).")
  private int width = 512;

  @Option(
      names = "--height",
      paramLabel = "N",
      defaultValue = "512",
      description = "Rows of the picture (default: ${DEFAULT-VALUE}).")
  private int height = 512;

  @Option(
      names = "--channels",
      paramLabel = "N",
      defaultValue = "3",
      description = "1 gray, 2 with opacity, 3 colour, 4 with opacity (default: ${DEFAULT-VALUE}).")
  private int channels = 3;

  @Option(
      names = "--sigma",
      paramLabel = "X",
      defaultValue = "25",
      description = "Noise in the picture, 8-bit levels, 0 to 50 (default: ${DEFAULT-VALUE}).")
  private double sigma = 25;

  /** The picture, or a mistake of the user's. */
  FormulaPicture picture(CommandSpec spec) {
    try {
      if (sigma > 50) {
        throw new IllegalArgumentException("--sigma must be 0 to 50");
      }
      return new FormulaPicture(width, height, channels, sigma, SEED);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** The same options for another call. */
  List<String> arguments() {
    return List.of(
        "--width",
        Integer.toString(width),
        "--height",
        Integer.toString(height),
        "--channels",
        Integer.toString(channels),
        "--sigma",
        Double.toString(sigma));
  }
}
