package org.scanline.datasets.scoring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.scanline.datasets.evaluation.EvaluationException;

/**
 * Scores stems that lie in folders against the true ones, of one track or many, of one system or
 * several side by side.
 *
 * <p>Tracks and stems are matched by name. Files are read by blocks: memory does not grow with
 * their length, but each thread holds BSS Eval's factored matrix, 67 MB for four stereo stems. The
 * scores do not depend on the number of threads.
 */
public final class StemEvaluation {
  /**
   * Where a system's estimates lie.
   *
   * @param name of the system; null for the folder's
   * @param place folder of tracks, or of systems that each are a folder of tracks
   */
  public record Estimate(@Nullable String name, Path place) {}

  /**
   * What to evaluate.
   *
   * @param references folder of true tracks, or one track
   * @param estimates at least one
   * @param metrics at least one
   * @param threads that each work on one track at a time
   */
  public record Settings(
      Path references, List<Estimate> estimates, Set<StemMetric> metrics, int threads) {
    /** Checks that there is something to do. */
    public Settings {
      estimates = List.copyOf(estimates);
      metrics = Set.copyOf(metrics);
      if (estimates.isEmpty() || metrics.isEmpty()) {
        throw new IllegalArgumentException(
            estimates.isEmpty() ? "no folder of estimates is given" : "no metric is given");
      }
      if (threads < 1) {
        throw new IllegalArgumentException("threads=" + threads + " must be at least 1");
      }
    }
  }

  /**
   * How far an evaluation is.
   *
   * @param system under way
   * @param track of it under way
   * @param done tracks of systems that are done
   * @param count how many there are
   * @param fraction of this one that is done, 1 at its end, NaN when its files do not say
   */
  public record Step(String system, String track, int done, int count, double fraction) {}

  private record Job(String system, StemTrack reference, StemTrack estimate) {}

  private final Settings settings;
  private final Consumer<Step> progress;
  private final List<String> notes = new ArrayList<>();
  private final List<StemReport.Failure> failures = new ArrayList<>();
  private int done;

  /**
   * Prepares an evaluation, to be run once.
   *
   * @param progress hears after each block of some 0.7 s, on any thread, one at a time
   */
  public StemEvaluation(Settings settings, Consumer<Step> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Looks for tracks and scores them. A track that fails is told in the report.
   *
   * @throws EvaluationException when a folder is missing, or holds no stems
   */
  public StemReport run() throws EvaluationException {
    List<StemTrack> references = TrackFinder.flat(settings.references());
    Map<String, List<StemTrack>> systems = systems();
    List<Job> jobs = new ArrayList<>();
    for (Map.Entry<String, List<StemTrack>> system : systems.entrySet()) {
      match(system.getKey(), references, system.getValue(), jobs);
    }
    List<TrackScores> scores = score(jobs);
    return new StemReport(
        settings.metrics().stream().sorted().toList(),
        List.copyOf(systems.keySet()),
        scores,
        failures,
        notes);
  }

  private Map<String, List<StemTrack>> systems() throws EvaluationException {
    Map<String, List<StemTrack>> systems = new LinkedHashMap<>();
    for (Estimate estimate : settings.estimates()) {
      Path last = estimate.place().toAbsolutePath().normalize().getFileName();
      String folder = last == null ? estimate.place().toString() : last.toString();
      Map<String, List<StemTrack>> groups = TrackFinder.find(estimate.place());
      for (Map.Entry<String, List<StemTrack>> group : groups.entrySet()) {
        String name = group.getKey().isEmpty() ? folder : group.getKey();
        if (estimate.name() != null) {
          name = groups.size() == 1 ? estimate.name() : estimate.name() + "/" + name;
        }
        String free = name;
        for (int i = 2; systems.containsKey(free); i++) {
          free = name + " (" + i + ")";
        }
        systems.put(free, group.getValue());
      }
    }
    return systems;
  }

  private void match(
      String system, List<StemTrack> references, List<StemTrack> estimates, List<Job> jobs) {
    Map<String, StemTrack> byKey = new LinkedHashMap<>();
    estimates.forEach(track -> byKey.putIfAbsent(track.key(), track));
    boolean single = references.size() == 1 && estimates.size() == 1;
    for (StemTrack reference : references) {
      StemTrack estimate = byKey.remove(reference.key());
      if (estimate == null && single) {
        estimate = estimates.get(0);
        byKey.clear();
      }
      if (estimate != null) {
        jobs.add(new Job(system, reference, estimate));
      } else {
        failures.add(
            new StemReport.Failure(
                system, reference.name(), "no estimate of this track among those of " + system));
      }
    }
    byKey
        .values()
        .forEach(track -> notes.add(track.place() + ": left out, there is no true track"));
  }

  private List<TrackScores> score(List<Job> jobs) {
    ExecutorService workers =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(settings.threads(), jobs.size())),
            task -> {
              Thread thread = new Thread(task, "scanline-eval");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<TrackScores>> running = new ArrayList<>();
      for (Job job : jobs) {
        running.add(workers.submit(() -> score(job, jobs.size())));
      }
      List<TrackScores> scores = new ArrayList<>();
      for (int i = 0; i < running.size(); i++) {
        TrackScores found = await(jobs.get(i), running.get(i));
        if (found != null) {
          scores.add(found);
        }
      }
      return scores;
    } finally {
      workers.shutdownNow();
    }
  }

  private TrackScores score(Job job, int count) throws EvaluationException {
    try {
      return new TrackScoring(
              job.system(),
              job.reference(),
              job.estimate(),
              settings.metrics(),
              count < settings.threads(),
              fraction -> step(job, count, Math.min(fraction, 0.999)))
          .run();
    } finally {
      step(job, count, 1);
    }
  }

  private synchronized void step(Job job, int count, double fraction) {
    done += fraction == 1 ? 1 : 0;
    progress.accept(new Step(job.system(), job.reference().name(), done, count, fraction));
  }

  private @Nullable TrackScores await(Job job, Future<TrackScores> running) {
    try {
      return running.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EvaluationException wrong) {
        failures.add(
            new StemReport.Failure(
                job.system(), job.reference().name(), String.valueOf(wrong.getMessage())));
        return null;
      }
      throw new IllegalStateException("scoring " + job.reference().place(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
