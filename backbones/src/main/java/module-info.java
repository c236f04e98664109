/**
 * Linear-complexity sequence mixers as DJL blocks, their recurrences, carried state and weight
 * files.
 */
module org.scanline.backbones {
  requires transitive ai.djl.api;
  requires com.fasterxml.jackson.databind;
  requires java.net.http;
  requires static transitive org.jspecify;
  requires static jdk.incubator.vector;

  exports org.scanline.backbones.attention.noncausal;
  exports org.scanline.backbones.attention;
  exports org.scanline.backbones.hybrid;
  exports org.scanline.backbones.catalogue;
  exports org.scanline.backbones.layer;
  exports org.scanline.backbones.mixer;
  exports org.scanline.backbones.mixer.noncausal;
  exports org.scanline.backbones.model;
  exports org.scanline.backbones.scan.convolution;
  exports org.scanline.backbones.scan.delta;
  exports org.scanline.backbones.scan.dplr;
  exports org.scanline.backbones.scan.grid;
  exports org.scanline.backbones.scan.line;
  exports org.scanline.backbones.scan.outer;
  exports org.scanline.backbones.scan.planar;
  exports org.scanline.backbones.scan.selective;
  exports org.scanline.backbones.scan;
  exports org.scanline.backbones.store;
  exports org.scanline.backbones.stream;
  exports org.scanline.backbones.weights;
}
