package org.scanline.separate;

import java.util.List;
import java.util.Map;
import org.scanline.audio.AudioBuffer;
import org.scanline.jobs.JobException;
import org.scanline.jobs.PartFile;

/** Where the stems of one song go, block by block; one thread at a time. */
interface StemSink extends AutoCloseable {

  /** Takes the next block of every chosen stem, all of the same length. */
  void write(Map<String, AudioBuffer> stems) throws JobException;

  /** Completes the files; they still bear their hidden names. */
  List<PartFile> finish() throws JobException;

  /** What the user should know about the level, after {@link #finish()}. */
  List<String> notes();

  /** Gives up what was not finished. */
  @Override
  void close();
}
