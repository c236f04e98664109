package org.scanline.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.SeparationModels;
import org.scanline.backbones.store.Catalogue;
import org.scanline.backbones.store.ModelStore;
import org.scanline.backbones.store.StoreException;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import picocli.CommandLine.Option;

/** Which store and which catalogue. */
final class StoreOptions {
  @Option(
      names = "--store",
      paramLabel = "DIR",
      description =
          "Folder of the models; default: the variable SCANLINE_MODELS, or your data folder.")
  private @Nullable Path folder;

  @Option(
      names = "--catalogue",
      paramLabel = "FILE",
      description = "Another list of public models, in the form of catalogue.json.")
  private @Nullable Path list;

  ModelStore store() {
    return folder == null ? ModelStore.ofUser() : new ModelStore(folder);
  }

  Catalogue catalogue() throws JobException {
    if (list == null) {
      return SeparationModels.catalogue();
    }
    try (InputStream in = Files.newInputStream(list)) {
      return Catalogue.read(in, list.toString());
    } catch (IOException e) {
      throw new JobException(Failure.INPUT, "cannot read " + list + ": " + e.getMessage(), e);
    } catch (StoreException e) {
      throw failure(e);
    }
  }

  /** The same line with the exit status that belongs to it. */
  static JobException failure(StoreException e) {
    return new JobException(
        switch (e.reason()) {
          case MISSING, DAMAGED -> Failure.MODEL;
          case SOURCE -> Failure.INPUT;
          case FOLDER, EXISTS -> Failure.OUTPUT;
        },
        e.getMessage(),
        e);
  }
}
