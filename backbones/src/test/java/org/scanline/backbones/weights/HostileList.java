package org.scanline.backbones.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Files made to do harm, each a good one with one change. */
class HostileList {
  private final List<Hostile> all = new ArrayList<>();

  /** Everything of every kind. */
  static List<Hostile> all() {
    List<Hostile> files = new ArrayList<>();
    files.addAll(new HostilePickles().files());
    files.addAll(new HostileBombs().files());
    files.addAll(new HostileViews().files());
    files.addAll(new HostileZips().files());
    files.addAll(new HostileOldFiles().files());
    return files;
  }

  List<Hostile> files() {
    return all;
  }

  void add(String title, byte[] bytes, String reason) {
    all.add(new Hostile(title, bytes, reason));
  }

  void pickle(String title, String pickle, String reason) {
    add(title, Zips.checkpoint(pickle, Pickles.floats()).build(), reason);
  }

  void zip(String title, Consumer<Zips> change, String reason) {
    Zips zip = Zips.good();
    change.accept(zip);
    add(title, zip.build(), reason);
  }

  void entry(String title, Consumer<Zips.Entry> change, String reason) {
    zip(title, zip -> zip.storage(change), reason);
  }
}
