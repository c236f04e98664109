/** The command line. */
module org.scanline.cli {
  requires org.scanline.jobs;
  requires org.scanline.separate;
  requires org.scanline.longimage;
  requires org.scanline.datasets;
  requires org.scanline.audio;
  requires org.scanline.vision;
  requires info.picocli;
  requires com.fasterxml.jackson.core;
  requires org.bytedeco.ffmpeg;
  requires org.bytedeco.javacpp;
  requires java.logging;
  requires static jdk.incubator.vector;
  requires static org.jspecify;

  opens org.scanline.cli to
      info.picocli;
}
