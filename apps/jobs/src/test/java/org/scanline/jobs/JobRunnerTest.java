package org.scanline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.jobs.JobResult.Outcome;

class JobRunnerTest {
  @TempDir Path folder;

  private final Cancellation cancellation = new Cancellation();
  private final PartFiles parts = new PartFiles();
  private final List<String> seen = new ArrayList<>();

  private interface Work {
    Delivery run(JobContext context) throws JobException;
  }

  private record NamedJob(String name, Work work) implements Job {
    @Override
    public Delivery run(JobContext context) throws JobException {
      return work.run(context);
    }
  }

  private final JobListener listener =
      new JobListener() {
        @Override
        public void started(Job job, int index, int count) {
          seen.add("start " + job.name());
        }

        @Override
        public void progressed(Job job, Progress.Snapshot snapshot) {
          seen.add("progress " + snapshot.done());
        }

        @Override
        public void finished(JobResult result) {
          seen.add("end " + result.outcome());
        }
      };

  private static Delivery nothing() {
    return new Delivery(List.of(), List.of(), false);
  }

  private static Job failing(Failure failure) {
    return new NamedJob(
        "bad",
        c -> {
          throw new JobException(failure, "broken; mend it");
        });
  }

  private List<JobResult> run(Job... jobs) {
    return new JobRunner(listener, cancellation, parts).run(List.of(jobs));
  }

  private static final WorkUnit COUNT =
      new WorkUnit() {
        @Override
        public String amount(double units) {
          return units + "";
        }

        @Override
        public String speed(double unitsPerSecond) {
          return unitsPerSecond + "/s";
        }
      };

  @Test
  void aFailureDoesNotStopTheNextJob() {
    List<JobResult> results = run(failing(Failure.INPUT), new NamedJob("good", c -> nothing()));
    assertThat(results)
        .extracting(JobResult::outcome)
        .containsExactly(Outcome.FAILED, Outcome.DONE);
    assertThat(ExitCode.of(results)).isEqualTo(ExitCode.SOME_FAILED);
    assertThat(seen).containsExactly("start bad", "end FAILED", "start good", "end DONE");
  }

  @Test
  void theExitCodeNamesTheSharedCause() {
    assertThat(ExitCode.of(run(failing(Failure.OUTPUT)))).isEqualTo(ExitCode.OUTPUT);
    assertThat(ExitCode.of(run(failing(Failure.MODEL)))).isEqualTo(ExitCode.MODEL);
    assertThat(ExitCode.of(run(failing(Failure.INPUT)))).isEqualTo(ExitCode.ALL_FAILED);
    assertThat(ExitCode.of(run(failing(Failure.INPUT), failing(Failure.OUTPUT))))
        .isEqualTo(ExitCode.ALL_FAILED);
    assertThat(ExitCode.of(List.of())).isEqualTo(ExitCode.DONE);
  }

  @Test
  void aFaultOfOursIsOneLineAndItsOwnCode() {
    List<JobResult> results =
        run(
            new NamedJob(
                "bug",
                c -> {
                  throw new IllegalStateException("two\nlines");
                }));
    assertThat(results.get(0).message()).contains("a fault of ours").doesNotContain("\n");
    assertThat(ExitCode.of(results)).isEqualTo(ExitCode.FAULT);
  }

  @Test
  void cancellingStopsTheRunAndRemovesThePart() throws Exception {
    Job half =
        new NamedJob(
            "half",
            c -> {
              PartFile part = c.parts().open(folder.resolve("out/a.wav"));
              writeHalf(part.path());
              cancellation.cancel();
              c.cancellation().check();
              return nothing();
            });
    List<JobResult> results = run(half, new NamedJob("never", c -> nothing()));
    assertThat(results).hasSize(1);
    assertThat(ExitCode.of(results)).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private static void writeHalf(Path path) throws JobException {
    try {
      Files.writeString(path, "half");
    } catch (java.io.IOException e) {
      throw new JobException(Failure.OUTPUT, "test", e);
    }
  }

  @Test
  void progressGivesSpeedAndTimeLeft() {
    AtomicLong clock = new AtomicLong(7);
    List<Progress.Snapshot> snapshots = new ArrayList<>();
    Progress progress = new Progress(clock::get, snapshots::add);
    progress.begin("working", COUNT, 100);
    clock.addAndGet(2_000_000_000L);
    progress.advanceTo(50);
    progress.advanceTo(51);
    Progress.Snapshot first = snapshots.get(0);
    assertThat(snapshots).hasSize(1);
    assertThat(first.speed()).isEqualTo(25.0);
    assertThat(first.left()).hasSeconds(2);
    assertThat(first.fraction()).isEqualTo(0.5);
    progress.advanceTo(100);
    assertThat(snapshots).hasSize(2);
  }

  @Test
  void spaceIsAskedForBeforeTheWork() throws Exception {
    DiskSpace.require(folder.resolve("not/yet/there"), 1);
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> DiskSpace.require(folder, Long.MAX_VALUE / 2))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("free some space");
    assertThat(DiskSpace.readable(999_999)).isEqualTo("1.0 MB");
    assertThat(DiskSpace.readable(1_536_000_000)).isEqualTo("1.5 GB");
    assertThat(DiskSpace.readable(17)).isEqualTo("17 bytes");
  }
}
