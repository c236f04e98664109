package org.scanline.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.scanline.audio.separation.ModelCard;
import org.scanline.audio.separation.ModelSource;
import org.scanline.backbones.model.ModelException;
import org.scanline.backbones.store.Catalogue;
import org.scanline.backbones.store.CatalogueModel;
import org.scanline.backbones.store.ModelStore;
import org.scanline.backbones.store.StoreException;
import org.scanline.backbones.store.StoredModel;
import org.scanline.cli.ModelEntry.State;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import org.scanline.vision.image.restoration.ImageModelCard;
import org.scanline.vision.image.restoration.ImageModelSource;
import org.scanline.vision.image.restoration.ImageModels;
import org.scanline.vision.image.restoration.Task;

/**
 * All models: those on the class path, those in the store, those of the catalogue.
 *
 * @param store the user's models
 * @param catalogue the public ones
 */
record ModelEntries(ModelStore store, Catalogue catalogue) {
  private static final String SEPARATE = "separate";

  List<ModelEntry> all() throws JobException {
    List<ModelEntry> entries = new ArrayList<>();
    for (String name : ModelSource.bundledNames()) {
      entries.add(bundled(name));
    }
    for (String name : ImageModels.names()) {
      entries.add(bundledForPictures(name));
    }
    try {
      List<String> stored = store.names();
      List<String> begun = store.begun();
      for (String name : stored) {
        entries.add(stored(name));
      }
      for (CatalogueModel model : catalogue.models()) {
        if (!stored.contains(model.name())) {
          entries.add(known(model, begun.contains(model.name())));
        }
      }
    } catch (StoreException e) {
      throw StoreOptions.failure(e);
    }
    return entries;
  }

  /** The model of a name; what is in the store comes first. */
  ModelEntry of(String name) throws JobException {
    List<ModelEntry> entries = all();
    Optional<ModelEntry> found = entries.stream().filter(e -> e.name().equals(name)).findFirst();
    if (found.isPresent()) {
      return found.get();
    }
    throw unknown(name, new TreeSet<>(entries.stream().map(ModelEntry::name).toList()));
  }

  /** The model of a name in the catalogue. */
  CatalogueModel known(String name) throws JobException {
    Optional<CatalogueModel> model = catalogue.find(name);
    if (model.isPresent()) {
      return model.get();
    }
    if (ModelSource.bundledNames().contains(name) || ImageModels.names().contains(name)) {
      throw new JobException(Failure.MODEL, name + " comes with Scanline and is ready to use");
    }
    throw unknown(
        name, new TreeSet<>(catalogue.models().stream().map(CatalogueModel::name).toList()));
  }

  private static JobException unknown(String name, Set<String> names) {
    return new JobException(
        Failure.MODEL,
        "there is no model '%s'%s; 'scanline models list' says which there are"
            .formatted(
                name,
                DidYouMean.of(name, names)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("")));
  }

  private static ModelEntry bundled(String name) throws JobException {
    try {
      ModelSource source = ModelSource.bundled(name);
      ModelCard card = ModelCard.read(source);
      long size = 0;
      try (InputStream in = source.open("model.safetensors")) {
        size = in.transferTo(java.io.OutputStream.nullOutputStream());
      }
      return new ModelEntry(
          name,
          State.BUNDLED,
          SEPARATE,
          card.stems(),
          size,
          card.licence(),
          card.description(),
          null,
          null);
    } catch (ModelException | IOException e) {
      throw new JobException(Failure.MODEL, String.valueOf(e.getMessage()), e);
    }
  }

  private static ModelEntry bundledForPictures(String name) throws JobException {
    try {
      ImageModelSource source = ImageModelSource.bundled(name);
      ImageModelCard card = ImageModelCard.read(source);
      String task = card.task() == Task.UPSCALE ? "upscale x" + card.scale() : "denoise";
      try (InputStream in = source.open("model.safetensors")) {
        long size = in.transferTo(java.io.OutputStream.nullOutputStream());
        return new ModelEntry(
            name,
            State.BUNDLED,
            task,
            List.of(),
            size,
            card.licence(),
            card.description(),
            null,
            null);
      }
    } catch (ModelException | IOException e) {
      throw new JobException(Failure.MODEL, String.valueOf(e.getMessage()), e);
    }
  }

  private ModelEntry stored(String name) {
    try {
      StoredModel model = store.find(name).orElseThrow();
      return new ModelEntry(
          name,
          State.INSTALLED,
          SEPARATE,
          model.outputs(),
          model.size(),
          model.licence().name(),
          model.description(),
          model,
          catalogue.find(name).orElse(null));
    } catch (StoreException e) {
      return new ModelEntry(
          name, State.DAMAGED, SEPARATE, List.of(), -1, "", e.getMessage(), null, null);
    }
  }

  private static ModelEntry known(CatalogueModel model, boolean begun) {
    return new ModelEntry(
        model.name(),
        model.refusal().isEmpty() ? State.INSTALLABLE : State.REFUSED,
        SEPARATE,
        model.outputs(),
        model.size(),
        model.licence().name(),
        !model.refusal().isEmpty() ? model.refusal() : begun ? "partly here" : model.description(),
        null,
        model);
  }
}
