package org.scanline.cli;

import java.time.Duration;
import java.util.List;
import org.scanline.jobs.Cancellation;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.Job;
import org.scanline.jobs.JobException;
import org.scanline.jobs.JobResult;
import org.scanline.jobs.JobRunner;
import org.scanline.jobs.PartFiles;
import org.scanline.jobs.ShutdownGuard;

/**
 * Jobs with a model, from loading it to the last word; Ctrl-C at any moment leaves nothing
 * half-written.
 *
 * @param <M> the model, which is closed at the end
 */
abstract class ModelRun<M extends AutoCloseable> {
  /** How long Ctrl-C waits for the block under way. */
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  /** Loads the model. */
  abstract M load() throws JobException;

  /** Decides what is to be done; nothing has been said yet. */
  abstract List<Job> plan(M model) throws JobException;

  /** Said once the plan stands, before anything slow. */
  abstract String begun();

  /** What is worth saying about the model. */
  abstract LoadedModel described(M model);

  /** Runs everything and gives the exit status. */
  @SuppressWarnings("try") // the guard works by being there
  final int run(Report report) throws JobException {
    Cancellation cancellation = new Cancellation();
    PartFiles parts = new PartFiles();
    try (ShutdownGuard guard =
            new ShutdownGuard(
                cancellation, parts, PATIENCE, () -> report.interrupted(parts.kept()));
        Closing<M> model = new Closing<>(load())) {
      List<Job> jobs = plan(model.what());
      report.begun(begun());
      report.loaded(described(model.what()));
      List<JobResult> results = new JobRunner(report, cancellation, parts).run(jobs);
      report.ended(results);
      return ExitCode.of(results).status();
    }
  }

  /** Closes a model without checked exceptions. */
  private record Closing<M extends AutoCloseable>(M what) implements AutoCloseable {
    @Override
    public void close() {
      try {
        what.close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
