package org.scanline.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.store.CatalogueModel;
import org.scanline.backbones.store.StoredModel;

/**
 * A model as the lists show it.
 *
 * @param name how it is asked for
 * @param state where it stands
 * @param task what it does: "separate", "upscale x4", "denoise"
 * @param stems that it gives; empty when they are not known, or it works on pictures
 * @param size bytes; -1 when not known
 * @param licence a few words
 * @param note what else is to be said; may be empty
 * @param stored the model in the store, when it is there
 * @param known the model of the catalogue, when it is in it
 */
record ModelEntry(
    String name,
    State state,
    String task,
    List<String> stems,
    long size,
    String licence,
    String note,
    @Nullable StoredModel stored,
    @Nullable CatalogueModel known) {

  /** Where a model stands. */
  enum State {
    BUNDLED,
    INSTALLED,
    DAMAGED,
    INSTALLABLE,
    REFUSED
  }
}
