package org.scanline.cli;

import java.util.List;
import org.scanline.jobs.Job;
import org.scanline.jobs.JobResult;
import org.scanline.jobs.PartFile;
import org.scanline.jobs.Progress;

/** Says nothing but errors, on the error output. */
class QuietReport implements Report {
  final Console console;

  QuietReport(Console console) {
    this.console = console;
  }

  @Override
  public void begun(String what) {}

  @Override
  public void loaded(LoadedModel model) {}

  @Override
  public void started(Job job, int index, int count) {}

  @Override
  public void progressed(Job job, Progress.Snapshot snapshot) {}

  @Override
  public void finished(JobResult result) {
    if (result.outcome() == JobResult.Outcome.FAILED) {
      console.error(result.name() + ": " + result.message());
    }
  }

  @Override
  public void interrupted(List<PartFile> kept) {
    if (console.terminal()) {
      console.draw("");
    }
    kept.forEach(
        part -> console.error("interrupted; --resume goes on with " + part.target().getFileName()));
    if (kept.isEmpty()) {
      console.error("interrupted; nothing half-written is left");
    }
  }

  @Override
  public void ended(List<JobResult> results) {}
}
