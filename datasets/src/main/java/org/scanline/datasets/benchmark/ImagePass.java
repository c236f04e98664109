package org.scanline.datasets.benchmark;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.scanline.backbones.stream.Streaming;
import org.scanline.datasets.images.FormulaPicture;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.restoration.ImageRestorer;
import org.scanline.vision.image.restoration.Task;

/** A picture once through a net, with the time of every strip; one thread at a time. */
final class ImagePass {
  private static final int MOST_ROWS = 64;
  private static final int FEWEST_STRIPS = 24;

  private final ImageRestorer restorer;
  private final FormulaPicture picture;
  private final int threads;
  private final Consumer<ImageStrip> results;
  private final List<Piece> pieces = new ArrayList<>();
  private final CRC32 sum = new CRC32();
  private double wall;
  private double cpu;

  /**
   * A strip that was pushed.
   *
   * @param end row of the picture after it
   * @param made rows that came out
   * @param seconds that it took
   */
  private record Piece(int end, int made, double seconds) {}

  /**
   * Prepares a pass.
   *
   * @param threads that may work on it
   * @param results takes what comes out
   */
  ImagePass(
      ImageRestorer restorer, FormulaPicture picture, int threads, Consumer<ImageStrip> results) {
    this.restorer = restorer;
    this.picture = picture;
    this.threads = threads;
    this.results = results;
  }

  /** The noise that the net is told of. */
  static double sigma(ImageRestorer restorer, FormulaPicture picture) {
    return restorer.task() == Task.DENOISE
        ? Math.min(picture.sigma(), ImageRestorer.MOST_SIGMA)
        : 0;
  }

  /** Pushes the picture from its first row to its last. */
  ImagePass run() {
    int strip = Math.max(1, Math.min(MOST_ROWS, picture.height() / FEWEST_STRIPS));
    double begun = ProcessTime.seconds();
    double outside = 0;
    try (Streaming<ImageStrip, ImageStrip> stream = open()) {
      for (int row = 0; row < picture.height(); row += strip) {
        int end = Math.min(picture.height(), row + strip);
        long before = System.nanoTime();
        ImageStrip rows = picture.rows(row, end);
        long start = System.nanoTime();
        ImageStrip made = stream.push(rows);
        long stop = System.nanoTime();
        pieces.add(new Piece(end, made.rows(), (stop - start) / 1e9));
        take(made);
        outside += (start - before + System.nanoTime() - stop) / 1e9;
      }
      long start = System.nanoTime();
      ImageStrip rest = stream.finish();
      wall = pieces.stream().mapToDouble(Piece::seconds).sum() + (System.nanoTime() - start) / 1e9;
      cpu = Math.max(0, ProcessTime.seconds() - begun - outside); // the formula has one thread
      take(rest);
    }
    return this;
  }

  private Streaming<ImageStrip, ImageStrip> open() {
    return restorer.open(
        picture.width(), picture.height(), picture.channels(), sigma(restorer, picture), threads);
  }

  private void take(ImageStrip made) {
    for (int c = 0; c < made.channels(); c++) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(made.plane(c).length, Float.BYTES));
      bytes.asFloatBuffer().put(made.plane(c));
      sum.update(bytes);
    }
    results.accept(made);
  }

  /** Seconds inside the net. */
  double wall() {
    return wall;
  }

  /** Seconds of processor time inside the net, all threads together. */
  double cpu() {
    return cpu;
  }

  long checksum() {
    return sum.getValue();
  }

  /**
   * Milliseconds for a row of the picture between two rows; NaN when none came out there.
   *
   * <p>Counted by the rows that come out: the net gathers rows, and works for several pushes at
   * once. What filled it before the first of them is left out.
   */
  double row(double from, double to) {
    double seconds = 0;
    long made = 0;
    boolean filled = false;
    for (Piece piece : pieces) {
      if (filled && piece.end() > from && piece.end() <= to) {
        seconds += piece.seconds();
        made += piece.made();
      }
      filled |= piece.made() > 0;
    }
    return made == 0 ? Double.NaN : 1e3 * seconds * restorer.scale() / made;
  }
}
