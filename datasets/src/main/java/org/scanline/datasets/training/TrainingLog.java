package org.scanline.datasets.training;

import ai.djl.ndarray.NDArray;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A comma-separated log that one can plot: step, minutes, rate, loss, gradient norm, and for each
 * stem the mean error against the mixture in dB. Appended to when a run is resumed.
 */
final class TrainingLog implements AutoCloseable {
  private final BufferedWriter out;
  private final List<String> stems;
  private final double[] decibels;
  private final double[] known;
  private double loss;
  private double norm;
  private int count;

  private TrainingLog(BufferedWriter out, List<String> stems) {
    this.out = out;
    this.stems = stems;
    decibels = new double[stems.size()];
    known = new double[stems.size()];
  }

  static TrainingLog open(Path file, List<String> stems) throws IOException {
    boolean fresh = !Files.exists(file);
    BufferedWriter out =
        Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    TrainingLog log = new TrainingLog(out, stems);
    if (fresh) {
      out.write("step,minutes,rate,loss,norm," + String.join(",", stems) + "\n");
    }
    return log;
  }

  void add(SeparationLoss step, NDArray weights, double gradientNorm) {
    count++;
    loss += step.total().getFloat();
    norm += gradientNorm;
    float[] means = step.energies().log().mean(new int[] {1}).toFloatArray();
    float[] weight = weights.toFloatArray();
    for (int i = 0; i < means.length; i++) {
      decibels[i % stems.size()] += weight[i] * means[i] * 10 / Math.log(10);
      known[i % stems.size()] += weight[i];
    }
  }

  /** Writes the means since the last call and says them in one line. */
  String flush(int step, double rate, double minutes) throws IOException {
    StringBuilder errors = new StringBuilder();
    StringBuilder said = new StringBuilder();
    for (int s = 0; s < decibels.length; s++) {
      double mean = decibels[s] / Math.max(1, known[s]);
      errors.append(String.format(Locale.ROOT, ",%.3f", mean));
      said.append(String.format(Locale.ROOT, " %s %.2f", stems.get(s), mean));
    }
    out.write(
        String.format(
            Locale.ROOT,
            "%d,%.2f,%.3g,%.4f,%.3f%s%n",
            step,
            minutes,
            rate,
            loss / count,
            norm / count,
            errors));
    out.flush();
    String line =
        String.format(
            Locale.ROOT,
            "step %d  %.1f min  loss %.3f  norm %.2f %s dB",
            step,
            minutes,
            loss / count,
            norm / count,
            said);
    Arrays.fill(decibels, 0);
    Arrays.fill(known, 0);
    loss = 0;
    norm = 0;
    count = 0;
    return line;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
