package org.scanline.cli;

import org.scanline.vision.image.restoration.ImageModelCard;
import org.scanline.vision.image.restoration.ImageModels;
import org.scanline.vision.image.restoration.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes the noise out of pictures. */
@Command(
    name = "denoise",
    description = "Takes the noise out of pictures of any height.",
    customSynopsis = "scanline denoise [OPTION]... IMG...",
    sortOptions = false,
    usageHelpAutoWidth = false,
    footer = {
      "",
      "Examples:",
      "  scanline denoise photo.jpg",
      "  scanline denoise --sigma 15 --viewer scan.tif"
    })
final class DenoiseCommand extends PictureCommand {
  @Option(
      names = "--sigma",
      paramLabel = "N",
      defaultValue = "auto",
      description =
          "Standard deviation of the noise, 0 to 50 of 255, or auto: measured in each picture"
              + " (default: ${DEFAULT-VALUE}).")
  private String sigma = "auto";

  DenoiseCommand(Console console) {
    super(console, Task.DENOISE, "denoised");
  }

  @Override
  String usualModel() {
    return ImageModels.DENOISE;
  }

  @Override
  double sigma() {
    if (sigma.equals("auto")) {
      return Double.NaN;
    }
    if (!sigma.matches("[0-9]{1,3}([.][0-9]{1,6})?")) {
      throw new IllegalArgumentException(
          "--sigma must be auto or a number from 0 to 50, not " + sigma);
    }
    return Double.parseDouble(sigma);
  }

  @Override
  void check(ImageModelCard card) {}
}
