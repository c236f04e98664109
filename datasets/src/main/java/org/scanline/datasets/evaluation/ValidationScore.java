package org.scanline.datasets.evaluation;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.scanline.audio.separation.ModelSource;
import org.scanline.audio.separation.Separator;

/**
 * One number to choose checkpoints by: the model's active SDR on generated validation songs.
 *
 * <p>A song of which only the voice is known apart (vocals and accompaniment) counts for vocals
 * only. Immutable.
 *
 * @param songs how many were heard
 * @param stems mean over the songs for each stem, in dB, in the usual order
 */
public record ValidationScore(int songs, Map<String, Double> stems) {
  /** Keeps the map from changing. */
  public ValidationScore {
    stems = Collections.unmodifiableMap(new LinkedHashMap<>(stems));
  }

  /** The mean of the stems, each with the same weight, in dB; NaN when there is none. */
  public double mean() {
    return stems.values().stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  /**
   * Hears all songs of a folder.
   *
   * @param folder of songs, each a folder with a file a stem
   * @throws EvaluationException when the folder is missing, holds no stems or has unreadable files
   */
  public static ValidationScore of(
      Separator separator, Path folder, Consumer<EvaluationStep> progress)
      throws EvaluationException {
    SeparatorEvaluation.Settings settings =
        new SeparatorEvaluation.Settings(
            List.of(folder), EnumSet.of(EvaluationMethod.MODEL), ModelSource.DEFAULT);
    EvaluationReport report = new SeparatorEvaluation(settings, progress).run(separator);
    Map<String, Double> stems = new LinkedHashMap<>();
    for (EvaluationReport.Score score : report.means()) {
      if (!Double.isNaN(score.activeSdr())) {
        stems.put(score.stem(), score.activeSdr());
      }
    }
    return new ValidationScore(report.songs().size(), stems);
  }
}
