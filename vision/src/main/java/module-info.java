/** Images of any height: strips of rows, nets that read them from the top down, and metrics. */
module org.scanline.vision {
  requires transitive org.scanline.backbones;
  requires com.fasterxml.jackson.databind;
  requires java.desktop;
  requires opencv;
  requires static transitive org.jspecify;

  exports org.scanline.vision.image;
  exports org.scanline.vision.image.block;
  exports org.scanline.vision.image.file;
  exports org.scanline.vision.image.metric;
  exports org.scanline.vision.image.net to
      org.scanline.cli,
      org.scanline.datasets;
  exports org.scanline.vision.image.resize;
  exports org.scanline.vision.image.restoration;

  opens org.scanline.vision.image.net to
      com.fasterxml.jackson.databind;
}
