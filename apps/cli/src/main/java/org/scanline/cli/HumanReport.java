package org.scanline.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.scanline.jobs.Job;
import org.scanline.jobs.JobResult;
import org.scanline.jobs.JobResult.Outcome;
import org.scanline.jobs.Progress;

/**
 * For a person: a bar on a terminal, a line at every tenth elsewhere; the finished files on the
 * ordinary output, one in a line.
 */
final class HumanReport extends QuietReport {
  private final ProgressBar bar;
  private String title = "";
  private String phase = "";
  private int tenth;
  private Progress.@Nullable Snapshot latest;
  private final String mainPhase;

  /**
   * A report.
   *
   * @param mainPhase the one whose progress is told
   */
  HumanReport(Console console, String mainPhase) {
    super(console);
    this.mainPhase = mainPhase;
    this.bar = new ProgressBar(console.columns());
  }

  @Override
  public void begun(String what) {
    console.note(what);
  }

  @Override
  public void loaded(LoadedModel model) {
    if (model.line() != null) {
      console.note(model.line());
    }
  }

  @Override
  public void started(Job job, int index, int count) {
    title = count > 1 ? "[%d/%d] %s".formatted(index + 1, count, job.name()) : job.name();
    phase = "";
    latest = null;
  }

  @Override
  public void progressed(Job job, Progress.Snapshot now) {
    if (!now.phase().equals(phase)) {
      phase = now.phase();
      tenth = 0;
    }
    if (now.phase().equals(mainPhase)) {
      latest = now;
    }
    if (console.terminal()) {
      console.draw(bar.line(title, now));
    } else {
      lineAtEachTenth(now);
    }
  }

  private void lineAtEachTenth(Progress.Snapshot now) {
    int reached = (int) (10 * now.fraction() + 1e-9);
    if (reached > tenth && reached < 10 && mainPhase.equals(now.phase())) {
      tenth = reached;
      console.note(title + ": " + ProgressBar.figures(now));
    }
  }

  @Override
  public void finished(JobResult result) {
    if (console.terminal()) {
      console.draw("");
    }
    super.finished(result);
    if (result.outcome() == Outcome.SKIPPED) {
      console.note(title + ": all of it is there already; skipped");
      return;
    }
    if (result.outcome() != Outcome.DONE) {
      return;
    }
    result.notes().forEach(note -> console.note(title + ": " + note));
    if (latest != null) {
      console.note(title + ": " + figures(latest, result));
    }
    result.outputs().forEach(output -> console.result(output.toString()));
  }

  /** For example {@code 4:54 of sound in 22.1 s (13.3x real time)}. */
  private static String figures(Progress.Snapshot last, JobResult result) {
    double seconds = Math.max(1e-3, result.time().toNanos() / 1e9);
    return String.format(
        Locale.ROOT,
        "%s in %.1f s (%s)",
        last.unit().amount(last.done()),
        seconds,
        last.unit().speed((last.done() - last.before()) / seconds));
  }

  @Override
  public void ended(List<JobResult> results) {
    super.ended(results);
    long failed = results.stream().filter(r -> r.outcome() == Outcome.FAILED).count();
    if (failed > 0 && results.size() > 1) {
      console.note(failed + " of " + results.size() + " failed");
    }
  }
}
