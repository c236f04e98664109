package org.scanline.datasets.images;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.file.ImageFileException;
import org.scanline.vision.image.file.ImageReader;

/**
 * A picture as it should be, and perhaps a small one made from it by others.
 *
 * @param name for people
 * @param high file of the picture
 * @param low file of the small one; null when there is none
 */
record PicturePair(String name, Path high, @Nullable Path low) {

  /** The whole picture in 8-bit codes, 1 or 3 planes; an opacity is left out. */
  static ImageStrip read(Path file) throws ImageFileException {
    try (ImageReader reader = ImageReader.open(file)) {
      List<ImageStrip> strips = new ArrayList<>();
      for (ImageStrip strip = reader.read(256); !strip.isEmpty(); strip = reader.read(256)) {
        strips.add(strip);
      }
      return Codes.of(Codes.colours(ImageStrip.stack(strips)));
    }
  }
}
