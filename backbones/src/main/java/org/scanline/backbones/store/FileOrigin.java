package org.scanline.backbones.store;

import java.nio.file.Path;

/** Where the files of a model come from: the publisher's server, or the user's own disk. */
public interface FileOrigin {

  /**
   * Brings a whole file, going on where an earlier attempt ended; its hash is checked by others.
   *
   * @param file what is wanted
   * @param part where it goes; what is there of it stays when this fails
   * @throws StoreException when the file cannot be had or not be written
   */
  void fetch(CatalogueFile file, Path part, Watcher watcher) throws StoreException;

  /** What the record says about where a file came from. */
  String source(CatalogueFile file);
}
