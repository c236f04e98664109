package org.scanline.longimage;

import java.io.IOException;
import java.time.Duration;
import org.scanline.jobs.PartFile;
import org.scanline.jobs.PartFiles;
import org.scanline.vision.image.restoration.RestorationStream;

/** Decides when a checkpoint is worth its time, and takes it. One thread at a time. */
final class Saving {
  /** A checkpoint may take this share of the time. */
  private static final int SHARE = 50;

  private final Checkpoints checkpoints;
  private final PartFiles parts;
  private final PartFile part;
  private final double sigma;
  private final long every;
  private long last = System.nanoTime();
  private long took;

  /**
   * Checkpoints of a run.
   *
   * @param every so much time lies between two of them at least
   * @param part the picture's unfinished file, which stays from the first checkpoint on
   */
  Saving(Checkpoints checkpoints, Duration every, PartFiles parts, PartFile part, double sigma) {
    this.every = every.toNanos();
    this.checkpoints = checkpoints;
    this.parts = parts;
    this.part = part;
    this.sigma = sigma;
  }

  /** Called between two strips; see {@link Checkpoints#save}. */
  void offer(int read, int made, int safe, RestorationStream stream) throws IOException {
    long now = System.nanoTime();
    if (made == 0 || now - last < Math.max(every, every == 0 ? 0 : SHARE * took)) {
      return;
    }
    checkpoints.save(read, made, safe, sigma, stream);
    parts.keep(part);
    last = System.nanoTime();
    took = last - now;
  }
}
