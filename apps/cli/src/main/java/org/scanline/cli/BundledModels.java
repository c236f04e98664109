package org.scanline.cli;

import org.jspecify.annotations.Nullable;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import org.scanline.separate.StemModel;

/** The models on the class path, and model files. */
final class BundledModels implements ModelLoader {

  @Override
  public StemModel load(@Nullable String name, DeviceChoice device) throws JobException {
    throw new JobException(Failure.MODEL, "this build comes without a separation model");
  }
}
