package org.scanline.cli;

import org.jspecify.annotations.Nullable;
import org.scanline.vision.image.restoration.ImageModelCard;
import org.scanline.vision.image.restoration.ImageModels;
import org.scanline.vision.image.restoration.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Enlarges pictures. */
@Command(
    name = "upscale",
    description = "Enlarges pictures of any height, twice or four times.",
    customSynopsis = "scanline upscale [OPTION]... IMG...",
    sortOptions = false,
    usageHelpAutoWidth = false,
    footer = {
      "",
      "Examples:",
      "  scanline upscale photo.jpg",
      "  scanline upscale -s 4 --compare -o large/ photos/",
      "  scanline upscale -m team07_DVMSR.pth -o large.tif scan.tif"
    })
final class UpscaleCommand extends PictureCommand {
  @Option(
      names = {"-s", "--scale"},
      paramLabel = "N",
      description = "How many times as wide and high: 2 or 4 (default: 2; with -m the model's).")
  private @Nullable Integer scale;

  UpscaleCommand(Console console) {
    super(console, Task.UPSCALE, "upscaled");
  }

  @Override
  String usualModel() {
    return scale != null && scale == 4 ? ImageModels.UPSCALE_4 : ImageModels.UPSCALE_2;
  }

  @Override
  double sigma() {
    if (scale != null && scale != 2 && scale != 4) {
      throw new IllegalArgumentException("--scale must be 2 or 4, not " + scale);
    }
    return 0;
  }

  @Override
  void check(ImageModelCard card) {
    if (scale != null && scale != card.scale()) {
      throw new IllegalArgumentException(
          "%s enlarges %d times, not %d; leave out -s".formatted(card.name(), card.scale(), scale));
    }
  }
}
