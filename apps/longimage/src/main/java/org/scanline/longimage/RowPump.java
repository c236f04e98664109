package org.scanline.longimage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.scanline.jobs.JobContext;
import org.scanline.jobs.JobException;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.file.ImageFileException;
import org.scanline.vision.image.file.ImageReader;
import org.scanline.vision.image.file.ImageWriter;
import org.scanline.vision.image.restoration.RestorationStream;

/** Moves all rows of a picture from its reader through the net to its writer. */
final class RowPump {
  /** Samples of a result that are made at once, about. */
  private static final int SAMPLES = 1 << 18;

  private final ImageReader reader;
  private final RestorationStream stream;
  private final ImageWriter writer;
  private final JobContext context;
  private final boolean threads;
  private int read;
  private int made;
  private int known;
  private volatile int safe;

  RowPump(
      ImageReader reader,
      RestorationStream stream,
      ImageWriter writer,
      JobContext context,
      int threads) {
    this.reader = reader;
    this.stream = stream;
    this.writer = writer;
    this.context = context;
    this.threads = threads > 1;
  }

  /**
   * Leaves out rows that the net has seen in an earlier run.
   *
   * @param seen rows of the input
   * @param again rows of the result that will come once more and are in the file already
   */
  void skip(int seen, int again) throws ImageFileException {
    while (read < seen) {
      context.cancellation().check();
      read += reader.read(Math.min(strip(1), seen - read)).rows();
    }
    known = again;
    safe = writer.safeRows();
    made = writer.rows() - again;
  }

  /** Rows of the input at once. */
  private int strip(int factor) {
    long samples = (long) reader.format().width() * reader.format().channels() * factor;
    return (int) Math.max(1, SAMPLES / samples);
  }

  /**
   * Runs to the end and completes the file.
   *
   * @param result the file, for messages
   * @param saving takes checkpoints; null for none
   */
  void run(ResultFile result, @Nullable Saving saving) throws IOException, JobException {
    int height = writer.format().height();
    int scale = height / reader.format().height();
    int most = strip(scale * scale);
    context
        .progress()
        .begin(
            scale > 1 ? "upscaling" : "denoising",
            new PictureRows(writer.format().width()),
            height,
            writer.rows());
    new StripPipeline(
            () -> next(most), strip -> restored(strip, saving), strip -> write(strip, result))
        .run(threads);
    if (made != height) {
      throw new IllegalStateException("the model gave " + made + " rows of " + height);
    }
    complete(result);
  }

  private ImageStrip next(int most) throws ImageFileException {
    context.cancellation().check();
    return reader.read(most);
  }

  private ImageStrip restored(ImageStrip strip, @Nullable Saving saving) throws IOException {
    context.cancellation().check();
    if (strip.isEmpty()) {
      ImageStrip rest = stream.finish();
      made += rest.rows();
      return rest;
    }
    ImageStrip out = stream.push(strip);
    read += strip.rows();
    made += out.rows();
    if (saving != null) {
      saving.offer(read, made, safe, stream);
    }
    return out;
  }

  private void write(ImageStrip strip, ResultFile result) throws JobException {
    context.cancellation().check();
    int again = Math.min(known, strip.rows());
    known -= again;
    try {
      writer.write(again == 0 ? strip : strip.slice(again, strip.rows()));
    } catch (IOException e) {
      throw result.cannotWrite(e);
    }
    safe = writer.safeRows();
    context.progress().advanceTo(writer.rows());
  }

  private void complete(ResultFile result) throws JobException {
    try {
      writer.finish();
    } catch (IOException e) {
      throw result.cannotWrite(e);
    }
  }
}
