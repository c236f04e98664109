package org.scanline.cli;

import java.util.List;
import org.scanline.jobs.JobListener;
import org.scanline.jobs.JobResult;
import org.scanline.jobs.PartFile;

/** How a run tells its story: for a person, for a machine, or hardly at all. */
interface Report extends JobListener {

  /** Said once, before anything slow. */
  void begun(String what);

  /** Said once, when the model is there and what it is to do is known. */
  void loaded(LoadedModel model);

  /**
   * Said when the user has stopped the run and everything unfinished is deleted, but for what a
   * later run can go on with.
   */
  void interrupted(List<PartFile> kept);

  /** Said once, after the last job. */
  void ended(List<JobResult> results);
}
