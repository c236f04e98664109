package org.scanline.datasets.tasks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A comma-separated log that one can plot: step, seconds of training, rate, the means of loss,
 * accuracy and gradient norm since the line before, and seconds of the processor. Seconds add up
 * over the processes of a resumed run.
 */
final class TaskLog implements AutoCloseable {
  private static final String HEAD = "step,seconds,rate,loss,accuracy,norm,cpu";
  private static final int SECONDS = 1;
  private static final int CPU = 6;
  private final BufferedWriter out;
  private final double earlier;
  private final double earlierCpu;
  private final long begun = System.nanoTime();
  private final double begunCpu = processSeconds();
  private double loss;
  private double accuracy;
  private double norm;
  private int count;

  private TaskLog(BufferedWriter out, double earlier, double earlierCpu) {
    this.out = out;
    this.earlier = earlier;
    this.earlierCpu = earlierCpu;
  }

  /** Opens a log; lines of steps after the checkpoint are dropped, for they are made again. */
  static TaskLog open(Path file, int start) throws IOException {
    List<String> kept = new ArrayList<>(List.of(HEAD));
    String found = Files.exists(file) ? Files.readString(file) : "";
    String written = found.substring(0, found.lastIndexOf('\n') + 1); // a kill cuts the last line
    written.lines().skip(1).filter(line -> whole(line, start)).forEach(kept::add);
    String wanted = String.join("\n", kept) + "\n";
    if (!found.equals(wanted)) {
      RunFolder.write(file, wanted.getBytes(StandardCharsets.UTF_8));
    }
    BufferedWriter out = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
    return new TaskLog(out, last(kept, SECONDS), last(kept, CPU));
  }

  /** Whether a line is one of ours, and of a step that is not made again. */
  private static boolean whole(String line, int start) {
    return line.matches("\\d+(,[-+.0-9eENaInfity]+){5,6}") && number(line, 0) <= start;
  }

  /** Seconds of training that a log tells of. */
  static double seconds(Path file) throws IOException {
    return last(Files.readAllLines(file), SECONDS);
  }

  /** Seconds of the processor that a log tells of. */
  static double cpuSeconds(Path file) throws IOException {
    return last(Files.readAllLines(file), CPU);
  }

  /** A number of the last line; 0 where there is none. */
  private static double last(List<String> lines, int column) {
    return lines.size() < 2 ? 0 : number(lines.get(lines.size() - 1), column);
  }

  private static double number(String line, int column) {
    List<String> cells = List.of(line.split(",", -1));
    return column < cells.size() ? Double.parseDouble(cells.get(column)) : 0;
  }

  /** Seconds of the processor that this process has used. */
  static double processSeconds() {
    Duration spent = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    return spent.toMillis() / 1e3;
  }

  /** Whether steps were added that no line tells of. */
  boolean waits() {
    return count > 0;
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
            "%d,%.1f,%.3g,%.4f,%.4f,%.3f,%.1f\n",
            step,
            seconds,
            rate,
            loss / count,
            accuracy / count,
            norm / count,
            earlierCpu + processSeconds() - begunCpu));
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
