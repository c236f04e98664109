package org.scanline.datasets.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.ModelSource;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.Stems;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.backbones.stream.Streaming;

/**
 * Scores a separator, and simple baselines beside it, on songs whose stems are known.
 *
 * <p>A song is a folder with one audio file a stem (vocals, drums, bass, other; any format); the
 * mixture is their sum. A stem without a file counts as silence and is not scored. Every method
 * reads the song once, by blocks: memory does not grow with its length. One thread at a time.
 */
public final class SeparatorEvaluation {

  /**
   * What to evaluate.
   *
   * @param songs folders that each are a song or hold songs, at least one
   * @param methods to compare, at least one
   * @param model name or path as {@link ModelSource#parse} takes it; used with {@link
   *     EvaluationMethod#MODEL} only
   */
  public record Settings(List<Path> songs, Set<EvaluationMethod> methods, String model) {
    /** Checks that there is something to do. */
    public Settings {
      songs = List.copyOf(songs);
      methods = Set.copyOf(methods);
      if (songs.isEmpty()) {
        throw new IllegalArgumentException("no folder of songs is given");
      }
      if (methods.isEmpty()) {
        throw new IllegalArgumentException("no method is given");
      }
    }

    /** All methods, with the default model. */
    public static Settings of(Path... songs) {
      return new Settings(
          List.of(songs), EnumSet.allOf(EvaluationMethod.class), ModelSource.DEFAULT);
    }

    /** The methods in the order of the reports. */
    public List<EvaluationMethod> ordered() {
      return EvaluationMethod.all().stream().filter(methods::contains).toList();
    }
  }

  private final Settings settings;
  private final Consumer<EvaluationStep> progress;

  /**
   * Prepares an evaluation.
   *
   * @param progress hears after each block of about 1.5 s of sound, on the calling thread
   */
  public SeparatorEvaluation(Settings settings, Consumer<EvaluationStep> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Looks for the songs, loads the model if a method needs it, and evaluates.
   *
   * @throws EvaluationException when a folder or file is missing, holds no stems or is unreadable
   * @throws ModelException when the model is missing or damaged, or the device is not there
   */
  public EvaluationReport run(ComputeDevice device) throws EvaluationException, ModelException {
    List<StemFolder> songs = StemFolder.find(settings.songs());
    if (!settings.methods().contains(EvaluationMethod.MODEL)) {
      return run(songs, null, settings.model());
    }
    try (Separator separator = Separator.load(ModelSource.parse(settings.model()), device)) {
      return run(songs, separator, separator.card().name());
    }
  }

  /**
   * Evaluates a separator that is loaded already, instead of the one in the settings.
   *
   * @throws EvaluationException when a folder or file is missing, holds no stems or is unreadable
   */
  public EvaluationReport run(Separator separator) throws EvaluationException {
    return run(StemFolder.find(settings.songs()), separator, separator.card().name());
  }

  private EvaluationReport run(
      List<StemFolder> folders, @Nullable Separator separator, String model)
      throws EvaluationException {
    List<EvaluationReport.Song> songs = new ArrayList<>();
    for (StemFolder folder : folders) {
      List<EvaluationReport.Score> scores = new ArrayList<>();
      double seconds = 0;
      for (EvaluationMethod method : settings.ordered()) {
        seconds = score(folder, songs.size() + 1, folders.size(), method, separator, scores);
      }
      songs.add(new EvaluationReport.Song(folder.name(), seconds, scores));
    }
    return new EvaluationReport(model, settings.ordered(), songs);
  }

  /** Adds the scores of one method on one song; gives the song's seconds. */
  private double score(
      StemFolder song,
      int number,
      int songs,
      EvaluationMethod method,
      @Nullable Separator separator,
      List<EvaluationReport.Score> scores)
      throws EvaluationException {
    try (SongReader reader = SongReader.open(song);
        Streaming<SongBlock, Stems> stream = Estimates.of(method, separator, song, reader)) {
      StemScores sums = new StemScores(reader.sampleRate(), song.scored());
      long frames = 0;
      SongBlock block = reader.read();
      while (block.frames() > 0) {
        sums.expect(block);
        sums.add(stream.push(block));
        frames += block.frames();
        double seconds = (double) frames / reader.sampleRate();
        progress.accept(
            new EvaluationStep(song.name(), number, songs, method, seconds, reader.seconds()));
        block = reader.read();
      }
      sums.add(stream.finish());
      scores.addAll(sums.scores(method));
      return (double) frames / reader.sampleRate();
    }
  }
}
