package org.scanline.jobs;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Runs jobs one after the other; a job that fails does not stop the next one.
 *
 * <p>One at a time, because one job of ours already uses every core it is given.
 */
public final class JobRunner {
  private static final Logger LOG = System.getLogger(JobRunner.class.getName());

  private final JobListener listener;
  private final Cancellation cancellation;
  private final PartFiles parts;

  /**
   * @param listener told of each start, step and end
   * @param cancellation stops the run between jobs, and the jobs themselves
   * @param parts holds the unfinished files of the job under way
   */
  public JobRunner(JobListener listener, Cancellation cancellation, PartFiles parts) {
    this.listener = listener;
    this.cancellation = cancellation;
    this.parts = parts;
  }

  /** Runs the jobs in order; the list has one result for each job begun. */
  public List<JobResult> run(List<? extends Job> jobs) {
    List<JobResult> results = new ArrayList<>();
    for (Job job : jobs) {
      listener.started(job, results.size(), jobs.size());
      JobResult result = runOne(job);
      results.add(result);
      listener.finished(result);
      if (cancellation.isCancelled()) {
        break;
      }
    }
    return results;
  }

  private JobResult runOne(Job job) {
    long begun = System.nanoTime();
    Progress progress =
        new Progress(System::nanoTime, snapshot -> listener.progressed(job, snapshot));
    try {
      cancellation.check();
      Delivery delivery = job.run(new JobContext(progress, cancellation, parts));
      return JobResult.delivered(job, delivery, since(begun));
    } catch (CancellationException e) {
      return JobResult.cancelled(job, since(begun));
    } catch (JobException e) {
      if (cancellation.isCancelled()) {
        return JobResult.cancelled(job, since(begun));
      }
      LOG.log(Logger.Level.DEBUG, e.getMessage(), e);
      return JobResult.failed(job, e.failure(), e.getMessage(), since(begun));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError e) {
      if (cancellation.isCancelled()) {
        return JobResult.cancelled(job, since(begun));
      }
      LOG.log(Logger.Level.DEBUG, "fault in " + job.name(), e);
      return JobResult.failed(job, Failure.INTERNAL, fault(e), since(begun));
    } finally {
      parts.discardAll();
    }
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static String fault(Throwable e) {
    if (e instanceof OutOfMemoryError) {
      return "ran out of memory; close other programs, or give it more with SCANLINE_JAVA_OPTS=-Xmx2g";
    }
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    String where =
        text.toString()
            .lines()
            .map(String::strip)
            .filter(l -> l.startsWith("at "))
            .findFirst()
            .orElse("");
    return "a fault of ours ("
        + e.toString().lines().findFirst().orElse("")
        + " "
        + where
        + "); please report it, with the output of -v";
  }
}
