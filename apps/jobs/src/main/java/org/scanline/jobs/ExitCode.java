package org.scanline.jobs;

import java.util.List;

/** What a process tells its caller by its exit status. */
public enum ExitCode {
  /** Everything asked for was done (or rightly skipped). */
  DONE(0),
  /** A fault of ours. */
  FAULT(1),
  /** The command line was not understood. */
  USAGE(2),
  /** Some inputs failed, others were done. */
  SOME_FAILED(3),
  /** All inputs failed. */
  ALL_FAILED(4),
  /** The model is missing or damaged. */
  MODEL(5),
  /** Output cannot be written, or exists already. */
  OUTPUT(6),
  /** Interrupted by the user. */
  INTERRUPTED(130);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  /** The process exit status. */
  public int status() {
    return status;
  }

  /**
   * The code of a whole run: {@link #SOME_FAILED} when anything succeeded beside a failure; when
   * nothing did, the cause that all failures share, or {@link #ALL_FAILED}.
   */
  public static ExitCode of(List<JobResult> results) {
    List<JobResult> failed =
        results.stream().filter(r -> r.outcome() == JobResult.Outcome.FAILED).toList();
    if (results.stream().anyMatch(r -> r.outcome() == JobResult.Outcome.CANCELLED)) {
      return INTERRUPTED;
    }
    if (failed.isEmpty()) {
      return DONE;
    }
    if (failed.size() < results.size()) {
      return SOME_FAILED;
    }
    Failure first = failed.get(0).failure();
    boolean shared = failed.stream().allMatch(r -> r.failure() == first);
    return shared && first != null ? first.exitCode() : ALL_FAILED;
  }
}
