package org.scanline.cli;

import java.util.List;
import org.scanline.audio.separation.Separator;
import org.scanline.jobs.JobListener;
import org.scanline.jobs.JobResult;

/** How a run tells its story: for a person, for a machine, or hardly at all. */
interface Report extends JobListener {

  /** Said once, before anything slow. */
  void begun(String what);

  /** Said once, when the model is there, its windows chosen. */
  void loaded(Separator model);

  /** Said when the user has stopped the run and everything unfinished is deleted. */
  void interrupted();

  /** Said once, after the last job. */
  void ended(List<JobResult> results);
}
