/** Readers of data sets, makers of synthetic ones, training and evaluation loops. */
module org.scanline.datasets {
  requires com.fasterxml.jackson.databind;
  requires transitive org.scanline.audio;
  requires transitive org.scanline.vision;
  requires opencv;
  requires java.desktop;
  requires java.management;
  requires jdk.management;
  requires static transitive org.jspecify;

  exports org.scanline.datasets.benchmark;
  exports org.scanline.datasets.evaluation;
  exports org.scanline.datasets.images;
  exports org.scanline.datasets.scoring;
  exports org.scanline.datasets.songs;
  exports org.scanline.datasets.tasks;
  exports org.scanline.datasets.training;

  opens org.scanline.datasets.benchmark to
      com.fasterxml.jackson.databind;
}
