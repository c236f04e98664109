package org.scanline.datasets.benchmark;

import java.util.List;
import java.util.Locale;
import org.scanline.datasets.text.TextTable;

/**
 * How far a picture that was restored in parts lies from the one restored as a whole, in 8-bit
 * levels.
 *
 * @param way how it was cut
 * @param work pixels that the net computed for each of the picture
 * @param mostAtBorders largest difference at the borders of tiles
 * @param atBorders root mean square of the differences there
 * @param mostElsewhere largest difference elsewhere
 * @param elsewhere root mean square of the differences elsewhere
 * @param stepAtBorders root mean square of the difference's step from the last pixel of a tile to
 *     the first of the next: what an eye sees as a line
 * @param stepElsewhere the same between all other neighbours
 */
public record ImageSeam(
    String way,
    double work,
    double mostAtBorders,
    double atBorders,
    double mostElsewhere,
    double elsewhere,
    double stepAtBorders,
    double stepElsewhere) {

  /** A table for people. */
  public static String table(List<ImageSeam> seams, boolean markdown) {
    TextTable table =
        new TextTable(
            1,
            List.of(
                "way",
                "work",
                "largest at borders",
                "RMS at borders",
                "largest elsewhere",
                "RMS elsewhere",
                "RMS step at borders",
                "RMS step elsewhere"));
    for (ImageSeam seam : seams) {
      table.add(
          List.of(
              seam.way(),
              String.format(Locale.ROOT, "%.2f", seam.work()),
              levels(seam.mostAtBorders()),
              levels(seam.atBorders()),
              levels(seam.mostElsewhere()),
              levels(seam.elsewhere()),
              levels(seam.stepAtBorders()),
              levels(seam.stepElsewhere())));
    }
    return markdown ? table.markdown() : table.plain();
  }

  private static String levels(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.4f", value);
  }
}
