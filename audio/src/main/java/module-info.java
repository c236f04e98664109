/** Audio files, signal processing, spectra, separation nets and metrics. */
module org.scanline.audio {
  requires transitive org.scanline.backbones;
  requires com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.dataformat.yaml;
  requires org.bytedeco.ffmpeg;
  requires org.bytedeco.javacpp;
  requires static transitive org.jspecify;

  exports org.scanline.audio;
  exports org.scanline.audio.file;
  exports org.scanline.audio.metric;
  exports org.scanline.audio.separation;
  exports org.scanline.audio.separation.net to
      org.scanline.datasets;
  exports org.scanline.audio.signal;
  exports org.scanline.audio.spectrum;

  opens org.scanline.audio.separation.net to
      com.fasterxml.jackson.databind;
  opens org.scanline.audio.separation.net.dualpath to
      com.fasterxml.jackson.databind;
  opens org.scanline.audio.separation.net.sudo to
      com.fasterxml.jackson.databind;
  opens org.scanline.audio.separation.net.tasnet to
      com.fasterxml.jackson.databind;
}
