package org.scanline.jobs;

/** Whose side a failure is on; decides the exit code when nothing succeeded. */
public enum Failure {
  /** The input is missing, damaged or of a kind we cannot read. */
  INPUT(ExitCode.ALL_FAILED),
  /** The model is missing, damaged or cannot run here. */
  MODEL(ExitCode.MODEL),
  /** The output exists, cannot be written, or does not fit. */
  OUTPUT(ExitCode.OUTPUT),
  /** A fault of ours. */
  INTERNAL(ExitCode.FAULT);

  private final ExitCode exitCode;

  Failure(ExitCode exitCode) {
    this.exitCode = exitCode;
  }

  /** The exit code of a run in which every input failed for this reason. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
