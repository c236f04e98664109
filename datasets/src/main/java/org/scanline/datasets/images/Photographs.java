package org.scanline.datasets.images;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.resize.Interpolation;
import org.scanline.vision.image.resize.Resize;

/**
 * Photographs in memory as 8-bit codes, and for super-resolution the same made small by MATLAB's
 * bicubic, from which pairs of pieces are drawn.
 *
 * <p>Large photographs are made small by whole factors first: that hides the traces of the camera
 * and of JPEG. Thread-safe.
 */
final class Photographs {
  /** Photographs above so many pixels are made smaller. */
  private static final long LARGE = 6_000_000;

  /** Pieces looked at for each one taken: the one with the most detail is most likely. */
  private static final int CANDIDATES = 2;

  private final List<Pair> pairs;
  private final double[] weights;
  private final int scale;

  /** An image (3 planes of codes), and the same made small. */
  private record Pair(Codes large, Codes small) {}

  /** Planes of 8-bit codes. */
  private record Codes(int width, int rows, byte[][] planes) {
    static Codes of(ImageStrip image) {
      byte[][] planes = new byte[3][image.rows() * image.width()];
      for (int c = 0; c < 3; c++) {
        float[] plane = image.plane(c);
        for (int i = 0; i < plane.length; i++) {
          planes[c][i] = (byte) Math.round(255 * Math.max(0, Math.min(1, plane[i])));
        }
      }
      return new Codes(image.width(), image.rows(), planes);
    }

    int code(int c, int y, int x) {
      return planes[c][y * width + x] & 0xff;
    }
  }

  private Photographs(List<Pair> pairs, int scale) {
    this.pairs = pairs;
    this.scale = scale;
    weights = new double[pairs.size()];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      Codes codes = pairs.get(i).large();
      sum += Math.sqrt((double) codes.width() * codes.rows());
      weights[i] = sum;
    }
  }

  /**
   * Reads all photographs of a folder.
   *
   * @param scale by which the small ones are smaller; with 1 they are the same
   * @param least side of the smallest piece of a large photograph that will be asked for
   * @throws IOException when one cannot be read or there is none
   */
  static Photographs read(Path folder, int scale, int least) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.filter(Files::isRegularFile).sorted().toList();
    }
    List<Pair> pairs = new ArrayList<>();
    for (Path file : files) {
      BufferedImage image = ImageIO.read(file.toFile());
      if (image == null) {
        throw new IOException(file + " is no picture that can be read; take it out of the folder");
      }
      ImageStrip large = shrunk(image, scale);
      if (large.width() >= least && large.rows() >= least) {
        ImageStrip small =
            scale == 1
                ? large
                : Resize.codes(
                    large,
                    large.width() / scale,
                    large.rows() / scale,
                    Interpolation.MATLAB_BICUBIC);
        pairs.add(new Pair(Codes.of(large), Codes.of(small)));
      }
    }
    if (pairs.isEmpty()) {
      throw new IOException(
          folder + " holds no picture of at least %d x %d pixels".formatted(least, least));
    }
    return new Photographs(pairs, scale);
  }

  /** How many there are. */
  int count() {
    return pairs.size();
  }

  /** The image without its last rows and columns, so that scale divides its sides. */
  private static ImageStrip shrunk(BufferedImage image, int scale) {
    int factor = 1;
    while ((long) image.getWidth() * image.getHeight() / factor / factor > LARGE) {
      factor++;
    }
    int width = image.getWidth() / factor / scale * scale;
    int rows = image.getHeight() / factor / scale * scale;
    float[][] planes = new float[3][width * rows];
    int[] line = new int[width * factor];
    for (int y = 0; y < rows * factor; y++) {
      image.getRGB(0, y, line.length, 1, line, 0, line.length);
      for (int x = 0; x < line.length; x++) {
        int at = y / factor * width + x / factor;
        for (int c = 0; c < 3; c++) {
          planes[c][at] += line[x] >> 16 - 8 * c & 0xff;
        }
      }
    }
    for (float[] plane : planes) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = Math.round(plane[i] / factor / factor) / 255f;
      }
    }
    return ImageStrip.of(width, planes);
  }

  /**
   * Draws a piece, turned and mirrored at random.
   *
   * @param side of the small piece
   * @param small receives 3 side side samples from 0 to 1, plane by plane, at an offset
   * @param large receives the same with side times scale
   */
  void draw(SplittableRandom random, int side, float[] small, int at, float[] large, int atLarge) {
    Pair pair = pairs.get(0);
    int x = 0;
    int y = 0;
    double most = -1;
    for (int i = 0; i < CANDIDATES; i++) {
      double place = random.nextDouble() * weights[weights.length - 1];
      int k = 0;
      while (weights[k] < place) {
        k++;
      }
      Codes codes = pairs.get(k).small();
      int left = random.nextInt(codes.width() - side + 1);
      int top = random.nextInt(codes.rows() - side + 1);
      double detail = detail(codes, left, top, side) * random.nextDouble();
      if (detail > most) {
        most = detail;
        pair = pairs.get(k);
        x = left;
        y = top;
      }
    }
    int turn = random.nextInt(8);
    copy(pair.small(), x, y, side, turn, small, at);
    copy(pair.large(), x * scale, y * scale, side * scale, turn, large, atLarge);
  }

  /** Mean difference of neighbouring pixels of the green plane. */
  private static double detail(Codes codes, int left, int top, int side) {
    long sum = 0;
    for (int y = top; y < top + side; y += 2) {
      for (int x = left; x + 1 < left + side; x++) {
        sum += Math.abs(codes.code(1, y, x) - codes.code(1, y, x + 1));
      }
    }
    return 1 + (double) sum / side / side;
  }

  private static void copy(
      Codes codes, int left, int top, int side, int turn, float[] into, int at) {
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          int across = (turn & 1) == 0 ? x : side - 1 - x;
          int down = (turn & 2) == 0 ? y : side - 1 - y;
          int code =
              (turn & 4) == 0
                  ? codes.code(c, top + down, left + across)
                  : codes.code(c, top + across, left + down);
          into[at++] = code / 255f;
        }
      }
    }
  }
}
