package org.scanline.jobs;

/** Watches a run; called from the thread that runs the job. */
public interface JobListener {

  /** A job begins; {@code index} counts from 0 up to {@code count}. */
  void started(Job job, int index, int count);

  /** A job has come further; called at most some ten times a second. */
  void progressed(Job job, Progress.Snapshot snapshot);

  /** A job has ended, one way or the other. */
  void finished(JobResult result);
}
