/** Enlarges and denoises pictures of any height: files in, files out, in constant memory. */
module org.scanline.longimage {
  requires transitive org.scanline.jobs;
  requires transitive org.scanline.vision;
  requires java.desktop;
  requires static transitive org.jspecify;

  exports org.scanline.longimage;
}
