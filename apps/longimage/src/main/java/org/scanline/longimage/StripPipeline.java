package org.scanline.longimage;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.scanline.jobs.JobException;
import org.scanline.vision.image.ImageStrip;

/**
 * Reads, computes and writes strips on threads of their own, so that decoding and packing cost no
 * time of the net; or all on one thread. The strips and their order are the same.
 */
final class StripPipeline {
  private static final int WAITING = 2;

  /** Where strips come from; empty at the end. */
  @FunctionalInterface
  interface Source {
    /** The next strip. */
    ImageStrip next() throws IOException, JobException;
  }

  /** What is done with a strip. */
  @FunctionalInterface
  interface Step {
    /** Makes the next strip of it, maybe without rows. */
    ImageStrip apply(ImageStrip strip) throws IOException, JobException;
  }

  /** Where strips go. */
  @FunctionalInterface
  interface Target {
    /** Takes a strip. */
    void take(ImageStrip strip) throws IOException, JobException;
  }

  private final Source source;
  private final Step step;
  private final Target target;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  StripPipeline(Source source, Step step, Target target) {
    this.source = source;
    this.step = step;
    this.target = target;
  }

  /** Runs to the end of the source; an empty strip has been taken at the end, and nothing after. */
  void run(boolean threads) throws IOException, JobException {
    if (threads) {
      onThreads();
      return;
    }
    ImageStrip in;
    do {
      in = source.next();
      ImageStrip out = step.apply(in);
      if (!out.isEmpty()) {
        target.take(out);
      }
    } while (!in.isEmpty());
  }

  private void onThreads() throws IOException, JobException {
    BlockingQueue<ImageStrip> read = new ArrayBlockingQueue<>(WAITING);
    BlockingQueue<ImageStrip> made = new ArrayBlockingQueue<>(WAITING);
    Thread reader = started("scanline-read", () -> readAll(read));
    Thread writer = started("scanline-write", () -> writeAll(made));
    try {
      ImageStrip in;
      do {
        in = taken(read);
        ImageStrip out = step.apply(in);
        if (!out.isEmpty()) {
          put(made, out);
        }
      } while (!in.isEmpty());
      put(made, in);
    } catch (IOException | JobException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
    join(reader);
    join(writer);
    rethrow(failure.get());
  }

  /** Work that may fail. */
  private interface Work {
    void run() throws IOException, JobException;
  }

  private Thread started(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | JobException | RuntimeException | Error e) {
                failure.compareAndSet(null, e);
              }
            },
            name);
    thread.start();
    return thread;
  }

  private void readAll(BlockingQueue<ImageStrip> read) throws IOException, JobException {
    ImageStrip strip;
    do {
      strip = source.next();
      put(read, strip);
    } while (!strip.isEmpty());
  }

  private void writeAll(BlockingQueue<ImageStrip> made) throws IOException, JobException {
    for (ImageStrip strip = taken(made); !strip.isEmpty(); strip = taken(made)) {
      target.take(strip);
    }
  }

  /** Waits, but not for a thread that has failed. */
  private void put(BlockingQueue<ImageStrip> queue, ImageStrip strip) {
    try {
      while (!queue.offer(strip, 50, TimeUnit.MILLISECONDS)) {
        stopAfterFailure();
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private ImageStrip taken(BlockingQueue<ImageStrip> queue) {
    try {
      ImageStrip strip = queue.poll(50, TimeUnit.MILLISECONDS);
      while (strip == null) {
        stopAfterFailure();
        strip = queue.poll(50, TimeUnit.MILLISECONDS);
      }
      return strip;
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private void stopAfterFailure() {
    if (failure.get() != null) {
      throw new CancellationException("another thread failed");
    }
  }

  private static CancellationException interrupted() {
    Thread.currentThread().interrupt();
    return new CancellationException("interrupted");
  }

  /** Waits for the end of a thread; the files that it uses are closed afterwards. */
  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void rethrow(@Nullable Throwable failure) throws IOException, JobException {
    if (failure instanceof IOException io) {
      throw io;
    }
    if (failure instanceof JobException job) {
      throw job;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException fault) {
      throw fault;
    }
  }
}
