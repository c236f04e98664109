package org.scanline.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.ModelSource;
import org.scanline.audio.separation.SeparationModels;
import org.scanline.audio.separation.Separator;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.backbones.store.ModelName;
import org.scanline.backbones.store.ModelStore;
import org.scanline.backbones.store.StoreException;
import org.scanline.backbones.store.StoredModel;
import org.scanline.backbones.store.Watcher;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;

/** The models on the class path, in files and folders, and in the user's store. */
final class BundledModels implements ModelLoader {

  @Override
  public Separator load(@Nullable String name, ComputeDevice device, int threads)
      throws JobException {
    try {
      return Separator.load(source(name), device, threads);
    } catch (ModelException e) {
      throw new JobException(Failure.MODEL, String.valueOf(e.getMessage()), e);
    } catch (InvalidPathException e) {
      throw new JobException(Failure.MODEL, "there is no model '" + name + "'", e);
    }
  }

  /** Bundled models and paths come first, then the store. */
  private static ModelSource source(@Nullable String name) throws JobException {
    if (name == null) {
      return ModelSource.bundled();
    }
    boolean there = ModelSource.bundledNames().contains(name) || Files.exists(Path.of(name));
    if (there || !ModelName.isModel(name)) {
      return ModelSource.parse(name);
    }
    try {
      ModelStore store = ModelStore.ofUser();
      if (store.find(name).isPresent()) {
        return stored(store.open(name, Watcher.NONE));
      }
    } catch (StoreException e) {
      throw StoreOptions.failure(e);
    }
    if (SeparationModels.catalogue().find(name).isPresent()) {
      throw new JobException(
          Failure.MODEL,
          "%1$s is not installed; 'scanline models install %1$s' does that".formatted(name));
    }
    return ModelSource.parse(name);
  }

  private static ModelSource stored(StoredModel model) {
    return new ModelSource.Published(
        model.name(), model.paths(), model.settings(), model.description(), model.licence().name());
  }
}
