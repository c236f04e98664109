package org.scanline.backbones.store;

import java.net.URI;
import java.nio.file.Path;

/** Installs a model in a process of its own: STORE, ADDRESS, SIZE, SHA-256. */
final class LockingMain {
  private LockingMain() {}

  public static void main(String[] arguments) throws StoreException {
    CatalogueFile file =
        new CatalogueFile(
            "w.th", URI.create(arguments[1]), Long.parseLong(arguments[2]), arguments[3]);
    Installation.Outcome outcome =
        new Installation(new ModelStore(Path.of(arguments[0])), new Download(StoreBench.SHORT))
            .run(StoreBench.model("m", file), Watcher.NONE);
    System.exit(outcome.fresh() ? 10 : 11);
  }
}
