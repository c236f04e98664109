package org.scanline.cli;

import java.nio.file.InvalidPathException;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.ComputeDevice;
import org.scanline.audio.separation.ModelException;
import org.scanline.audio.separation.ModelSource;
import org.scanline.audio.separation.Separator;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;

/** The models on the class path, and models in folders. */
final class BundledModels implements ModelLoader {

  @Override
  public Separator load(@Nullable String name, ComputeDevice device, int threads)
      throws JobException {
    try {
      ModelSource source = name == null ? ModelSource.bundled() : ModelSource.parse(name);
      return Separator.load(source, device, threads);
    } catch (ModelException e) {
      throw new JobException(Failure.MODEL, String.valueOf(e.getMessage()), e);
    } catch (InvalidPathException e) {
      throw new JobException(Failure.MODEL, "there is no model '" + name + "'", e);
    }
  }
}
