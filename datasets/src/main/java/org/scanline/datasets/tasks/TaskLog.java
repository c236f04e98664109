package org.scanline.datasets.tasks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A comma-separated log that one can plot: step, seconds of training, rate, and the means of loss,
 * accuracy and gradient norm since the line before.
 */
final class TaskLog implements AutoCloseable {
  private static final String HEAD = "step,seconds,rate,loss,accuracy,norm";
  private final BufferedWriter out;
  private final double earlier;
  private final long begun = System.nanoTime();
  private double loss;
  private double accuracy;
  private double norm;
  private int count;

  private TaskLog(BufferedWriter out, double earlier) {
    this.out = out;
    this.earlier = earlier;
  }

  /** Opens a log; lines of steps after the checkpoint are dropped, for they are made again. */
  static TaskLog open(Path file, int start) throws IOException {
    List<String> kept = new ArrayList<>(List.of(HEAD));
    if (Files.exists(file)) {
      List<String> lines = Files.readAllLines(file);
      lines.stream().skip(1).filter(line -> whole(line, start)).forEach(kept::add);
    }
    Files.write(file, kept);
    BufferedWriter out = Files.newBufferedWriter(file, java.nio.file.StandardOpenOption.APPEND);
    return new TaskLog(out, seconds(file));
  }

  /** Whether a line is complete, not cut off by a kill, and of a step that is not made again. */
  private static boolean whole(String line, int start) {
    return line.matches("\\d+(,[-+.0-9eENaInfity]+){5}") && number(line, 0) <= start;
  }

  /** Seconds of training that a log tells of. */
  static double seconds(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return lines.size() < 2 ? 0 : number(lines.get(lines.size() - 1), 1);
  }

  private static double number(String line, int column) {
    return Double.parseDouble(line.split(",", -1)[column]);
  }

  void add(double stepLoss, double stepAccuracy, double gradientNorm) {
    count++;
    loss += stepLoss;
    accuracy += stepAccuracy;
    norm += gradientNorm;
  }

  /** Writes the means since the last call and says them in one line. */
  String flush(int step, double rate) throws IOException {
    double seconds = earlier + (System.nanoTime() - begun) / 1e9;
    out.write(
        String.format(
            Locale.ROOT,
            "%d,%.1f,%.3g,%.4f,%.4f,%.3f%n",
            step,
            seconds,
            rate,
            loss / count,
            accuracy / count,
            norm / count));
    out.flush();
    String line =
        String.format(
            Locale.ROOT,
            "step %d  %.0f s  loss %.4f  accuracy %.4f",
            step,
            seconds,
            loss / count,
            accuracy / count);
    loss = 0;
    accuracy = 0;
    norm = 0;
    count = 0;
    return line;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
