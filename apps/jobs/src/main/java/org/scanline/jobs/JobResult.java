package org.scanline.jobs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one job ended.
 *
 * @param name the job's name
 * @param outcome done, skipped, failed or cancelled
 * @param failure whose side a failure is on; null unless failed
 * @param message what went wrong and what to do, one line; null unless failed
 * @param outputs the finished files
 * @param notes lines the user should know about
 * @param time wall time
 */
public record JobResult(
    String name,
    Outcome outcome,
    @Nullable Failure failure,
    @Nullable String message,
    List<Path> outputs,
    List<String> notes,
    Duration time) {

  /** The four ways a job can end. */
  public enum Outcome {
    /** Made what was asked. */
    DONE,
    /** Everything was there already. */
    SKIPPED,
    /** Could not be done. */
    FAILED,
    /** Stopped by the user. */
    CANCELLED
  }

  /** Copies the lists. */
  public JobResult {
    outputs = List.copyOf(outputs);
    notes = List.copyOf(notes);
  }

  static JobResult delivered(Job job, Delivery delivery, Duration time) {
    Outcome outcome = delivery.skipped() ? Outcome.SKIPPED : Outcome.DONE;
    return new JobResult(
        job.name(), outcome, null, null, delivery.outputs(), delivery.notes(), time);
  }

  static JobResult failed(Job job, Failure failure, String message, Duration time) {
    return new JobResult(job.name(), Outcome.FAILED, failure, message, List.of(), List.of(), time);
  }

  static JobResult cancelled(Job job, Duration time) {
    return new JobResult(job.name(), Outcome.CANCELLED, null, null, List.of(), List.of(), time);
  }
}
