package org.scanline.cli;

import org.jspecify.annotations.Nullable;
import org.scanline.jobs.JobException;
import org.scanline.separate.StemModel;

/** Finds and loads a separation model. */
interface ModelLoader {

  /**
   * Loads a model.
   *
   * @param name a name or a file; null for the one that comes with Scanline
   * @throws JobException when it is missing, damaged, or cannot run on that device
   */
  StemModel load(@Nullable String name, DeviceChoice device) throws JobException;
}
