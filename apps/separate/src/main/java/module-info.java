/** Takes music files apart into stems: files in, files out, in constant memory. */
module org.scanline.separate {
  requires transitive org.scanline.jobs;
  requires transitive org.scanline.audio;
  requires java.desktop;
  requires static transitive org.jspecify;

  exports org.scanline.separate;
}
