package org.scanline.cli;

import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.Separator;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.jobs.JobException;

/** Finds and loads a separation model. */
interface ModelLoader {

  /**
   * Loads a model.
   *
   * @param name a name or a file; null for the one that comes with Scanline
   * @param threads how many to use, at least 1
   * @throws JobException when it is missing, damaged, or cannot run on that device
   */
  Separator load(@Nullable String name, ComputeDevice device, int threads) throws JobException;
}
