package org.scanline.datasets.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.scanline.audio.separation.ModelSource;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.net.BandSplitConfig;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.datasets.evaluation.EvaluationException;
import org.scanline.datasets.evaluation.ValidationScore;

/**
 * Scores a run's averaged weights on generated songs that were held out, through the very stream
 * that users run, and keeps the best as {@code best.safetensors}.
 *
 * <p>Scores go to {@code validation.csv}, so a resumed run knows the best of its past.
 */
final class Validation {
  private final TrainingSettings settings;
  private final BandSplitConfig config;

  Validation(TrainingSettings settings, BandSplitConfig config) {
    this.settings = settings;
    this.config = config;
  }

  /** Scores {@code weights.safetensors} of the run and says the result in one line. */
  String score(int step) throws IOException {
    Path weights = settings.run().resolve("weights.safetensors");
    Path model = settings.run().resolve("candidate");
    ModelExport.write(weights, config, model);
    ValidationScore score;
    try (Separator separator = Separator.load(ModelSource.folder(model), ComputeDevice.CPU, 1)) {
      score = ValidationScore.of(separator, settings.validation(), progress -> {});
    } catch (ModelException | EvaluationException e) {
      throw new IOException(e.getMessage(), e);
    }
    Path log = settings.run().resolve("validation.csv");
    boolean best = score.mean() > best(log);
    if (best) {
      Files.copy(
          weights, settings.run().resolve("best.safetensors"), StandardCopyOption.REPLACE_EXISTING);
    }
    String line = String.format(Locale.ROOT, "%d,%.4f%n", step, score.mean());
    Files.writeString(log, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return String.format(
        Locale.ROOT,
        "step %d  validation %.2f dB%s  %s",
        step,
        score.mean(),
        best ? ", the best so far" : "",
        score.stems());
  }

  private static double best(Path log) throws IOException {
    if (!Files.exists(log)) {
      return Double.NEGATIVE_INFINITY;
    }
    return Files.readAllLines(log).stream()
        .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[1]))
        .max()
        .orElse(Double.NEGATIVE_INFINITY);
  }
}
