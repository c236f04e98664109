/**
 * What every application shares: jobs and their results, output names and part files, progress,
 * exit codes.
 */
module org.scanline.jobs {
  requires transitive java.desktop;
  requires static transitive org.jspecify;

  exports org.scanline.jobs;
}
