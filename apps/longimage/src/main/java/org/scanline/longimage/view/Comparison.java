package org.scanline.longimage.view;

import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.scanline.jobs.Cancellation;
import org.scanline.jobs.Lettering;
import org.scanline.longimage.view.CropReader.Box;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.file.ImageFormat;
import org.scanline.vision.image.file.ImageReader;
import org.scanline.vision.image.resize.Interpolation;
import org.scanline.vision.image.resize.Resize;

/**
 * A sheet with the most detailed places of a picture before and after, for pictures of any size.
 *
 * <p>Where the picture was enlarged, bicubic enlargement stands between the two.
 */
public final class Comparison {
  private static final int PLACES = 4;

  /** Pixels of the result that a crop shows. */
  private static final int CROP = 192;

  /** More than bicubic interpolation looks beyond a crop. */
  private static final int MARGIN = 4;

  private final PicturePair pair;
  private final Cancellation cancellation;

  /** A sheet of these two. */
  public Comparison(PicturePair pair, Cancellation cancellation) {
    this.pair = pair;
    this.cancellation = cancellation;
  }

  /**
   * Draws the sheet into a PNG file.
   *
   * @return whether it bears text; false where the system has no fonts
   */
  public boolean write(Path png) throws IOException {
    Lettering lettering = new Lettering();
    BufferedImage sheet = ComparisonSheet.draw(pair.title(), columns(), rows(places()), lettering);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(png))) {
      if (!ImageIO.write(sheet, "png", out)) {
        throw new IOException("this Java cannot write PNG files");
      }
    }
    return lettering.possible();
  }

  private List<String> columns() {
    return pair.scale() == 1
        ? List.of("before", "after: " + pair.model())
        : List.of("before, enlarged without smoothing", "bicubic", "after: " + pair.model());
  }

  /** Rectangles of the input where most is to be seen. */
  private List<Box> places() throws IOException {
    try (ImageReader reader = ImageReader.open(pair.before())) {
      ImageFormat format = reader.format();
      int cell = Math.max(16, CROP / pair.scale());
      DetailMap map = new DetailMap(format.width(), format.height(), cell);
      PictureScan.of(
          reader,
          cancellation,
          strip -> {
            map.push(strip);
            return true;
          });
      List<Box> boxes = new ArrayList<>();
      for (DetailMap.Place place : map.places(PLACES)) {
        boxes.add(new Box(place.x(), place.y(), place.width(), place.height()));
      }
      return boxes;
    }
  }

  private List<ComparisonSheet.Row> rows(List<Box> boxes) throws IOException {
    List<ComparisonSheet.Row> rows = new ArrayList<>();
    try (ImageReader before = ImageReader.open(pair.before());
        ImageReader after = ImageReader.open(pair.after())) {
      ImageFormat format = before.format();
      List<Box> wide =
          boxes.stream().map(b -> b.widened(MARGIN, format.width(), format.height())).toList();
      List<ImageStrip> inputs = crops(before, wide);
      List<ImageStrip> results =
          crops(after, boxes.stream().map(b -> b.scaled(pair.scale())).toList());
      ScreenColours colours = new ScreenColours(before.tags(), format.channels());
      ScreenColours made = new ScreenColours(after.tags(), after.format().channels());
      for (int i = 0; i < boxes.size(); i++) {
        List<ComparisonSheet.Crop> crops = new ArrayList<>();
        Box inner = inside(boxes.get(i), wide.get(i));
        crops.add(crop(colours, CropReader.cut(inputs.get(i), inner)));
        if (pair.scale() > 1) {
          crops.add(crop(colours, bicubic(inputs.get(i), inner)));
        }
        crops.add(crop(made, results.get(i)));
        rows.add(new ComparisonSheet.Row(caption(boxes.get(i)), crops));
      }
    }
    return rows;
  }

  private List<ImageStrip> crops(ImageReader reader, List<Box> boxes) throws IOException {
    CropReader crops = new CropReader(boxes, reader.format().channels());
    PictureScan.of(
        reader,
        cancellation,
        strip -> {
          crops.push(strip);
          return !crops.complete();
        });
    return crops.crops();
  }

  private ImageStrip bicubic(ImageStrip wide, Box inner) {
    int scale = pair.scale();
    ImageStrip large =
        Resize.floats(
            wide, scale * wide.width(), scale * wide.rows(), Interpolation.MATLAB_BICUBIC);
    return CropReader.cut(large, inner.scaled(scale));
  }

  private static Box inside(Box box, Box wide) {
    return new Box(box.x() - wide.x(), box.y() - wide.y(), box.width(), box.height());
  }

  private static ComparisonSheet.Crop crop(ScreenColours colours, ImageStrip strip) {
    return new ComparisonSheet.Crop(colours.of(strip), strip.width());
  }

  private static String caption(Box box) {
    return "%d × %d pixels of the input at x %d, y %d"
        .formatted(box.width(), box.height(), box.x(), box.y());
  }
}
