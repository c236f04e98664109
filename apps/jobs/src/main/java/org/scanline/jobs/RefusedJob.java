package org.scanline.jobs;

/**
 * A job that can only say why it cannot be done.
 *
 * @param name what the user calls it
 * @param problem why
 */
public record RefusedJob(String name, JobException problem) implements Job {
  @Override
  public Delivery run(JobContext context) throws JobException {
    throw problem;
  }
}
