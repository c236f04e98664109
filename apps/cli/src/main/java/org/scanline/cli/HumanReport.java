package org.scanline.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.WindowOptions;
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
  private double audioSeconds;

  HumanReport(Console console) {
    super(console);
    this.bar = new ProgressBar(console.columns());
  }

  @Override
  public void begun(String what) {
    console.note(what);
  }

  @Override
  public void loaded(Separator model) {
    boolean unknown = model.card().licence().equals("unknown");
    Optional<WindowOptions> windows = model.windows();
    if (unknown || windows.isPresent()) {
      console.note(
          model.card().name()
              + ": "
              + model.card().description()
              + windows.map(HumanReport::words).orElse("")
              + (unknown ? "; licence unknown, ask who published it" : ""));
    }
  }

  /** For example {@code ; segment 7.8 s, overlap 0.25, 1 shift, seed 0}. */
  private static String words(WindowOptions windows) {
    List<String> words = new ArrayList<>();
    if (windows.segment() != null) {
      words.add("segment " + Math.round(1e3 * windows.segment()) / 1e3 + " s");
    }
    if (windows.overlap() != null) {
      words.add("overlap " + Math.round(1e3 * windows.overlap()) / 1e3);
    }
    if (windows.shifts() != null) {
      words.add(windows.shifts() == 1 ? "1 shift" : windows.shifts() + " shifts");
    }
    if (windows.seed() != null) {
      words.add("seed " + windows.seed());
    }
    return words.isEmpty() ? "" : "; " + String.join(", ", words);
  }

  @Override
  public void started(Job job, int index, int count) {
    title = count > 1 ? "[%d/%d] %s".formatted(index + 1, count, job.name()) : job.name();
    phase = "";
    audioSeconds = 0;
  }

  @Override
  public void progressed(Job job, Progress.Snapshot now) {
    if (!now.phase().equals(phase)) {
      phase = now.phase();
      tenth = 0;
    }
    if (now.phase().equals("separating")) {
      audioSeconds = Math.max(audioSeconds, now.done());
    }
    if (console.terminal()) {
      console.draw(bar.line(title, now));
    } else {
      lineAtEachTenth(now);
    }
  }

  private void lineAtEachTenth(Progress.Snapshot now) {
    int reached = (int) (10 * now.fraction() + 1e-9);
    if (reached > tenth && reached < 10 && "separating".equals(now.phase())) {
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
      console.note(title + ": all stems are there already; skipped");
      return;
    }
    if (result.outcome() != Outcome.DONE) {
      return;
    }
    result.notes().forEach(note -> console.note(title + ": " + note));
    double seconds = Math.max(1e-3, result.time().toNanos() / 1e9);
    console.note(
        String.format(
            Locale.ROOT,
            "%s: %s of sound in %.1f s (%.1fx real time)",
            title,
            ProgressBar.clock(audioSeconds),
            seconds,
            audioSeconds / seconds));
    result.outputs().forEach(output -> console.result(output.toString()));
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
