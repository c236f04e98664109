package org.scanline.jobs;

/** One item of work: usually one input file and all that is made from it. */
public interface Job {

  /** What the user calls it: usually the input's path as it was given. */
  String name();

  /**
   * Does the work; called once, on one thread.
   *
   * @return what was made, with notes for the user
   * @throws JobException when it cannot be done; nothing with a final name may have been left
   *     half-written
   * @throws java.util.concurrent.CancellationException when cancelled on the way
   */
  Delivery run(JobContext context) throws JobException;
}
