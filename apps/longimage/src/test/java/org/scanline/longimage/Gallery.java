package org.scanline.longimage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.scanline.jobs.Cancellation;
import org.scanline.jobs.Job;
import org.scanline.jobs.JobException;
import org.scanline.jobs.JobListener;
import org.scanline.jobs.JobResult;
import org.scanline.jobs.JobRunner;
import org.scanline.jobs.NameTemplate;
import org.scanline.jobs.OnExisting;
import org.scanline.jobs.PartFiles;
import org.scanline.jobs.Progress;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.file.ImageFileType;
import org.scanline.vision.image.file.ImageFormat;
import org.scanline.vision.image.file.ImageReader;
import org.scanline.vision.image.file.ImageTags;
import org.scanline.vision.image.file.ImageWriter;
import org.scanline.vision.image.file.WriteOptions;
import org.scanline.vision.image.restoration.ImageRestorer;

/** Pictures, and runs over them. */
final class Gallery {
  private final Path folder;
  Cancellation cancellation = new Cancellation();
  Consumer<Progress.Snapshot> watcher = snapshot -> {};
  Duration checkpoints = Duration.ZERO;

  Gallery(Path folder) {
    this.folder = folder;
  }

  Path out() {
    return folder.resolve("out");
  }

  /** Smooth waves with some noise on them; opacity falls from the left to the right. */
  static ImageStrip waves(int width, int rows, int channels) {
    Random random = new Random(11);
    float[][] planes = new float[channels][width * rows];
    for (int c = 0; c < channels; c++) {
      boolean opacity = channels % 2 == 0 && c == channels - 1;
      for (int i = 0; i < width * rows; i++) {
        int x = i % width;
        int y = i / width;
        planes[c][i] =
            opacity
                ? 1 - (float) x / width
                : 0.5f
                    + 0.3f * (float) Math.sin(0.11 * x + 0.07 * c * y)
                    + 0.05f * (float) random.nextGaussian();
      }
    }
    return ImageStrip.of(width, planes);
  }

  Path picture(String name, ImageStrip pixels, ImageFormat.Samples samples, ImageTags tags)
      throws IOException {
    Path file = folder.resolve(name);
    ImageFileType type = ImageFileType.of(file).orElseThrow();
    ImageFormat format = new ImageFormat(pixels.width(), pixels.rows(), pixels.channels(), samples);
    try (ImageWriter writer = ImageWriter.create(file, type, format, tags, WriteOptions.DEFAULT)) {
      writer.write(pixels);
      writer.finish();
    }
    return file;
  }

  Path picture(String name, int width, int rows, int channels) throws IOException {
    return picture(name, waves(width, rows, channels), ImageFormat.Samples.BYTE, ImageTags.NONE);
  }

  static ImageStrip read(Path file) throws IOException {
    try (ImageReader reader = ImageReader.open(file)) {
      List<ImageStrip> strips = new ArrayList<>();
      for (ImageStrip s = reader.read(100); !s.isEmpty(); s = reader.read(100)) {
        strips.add(s);
      }
      return ImageStrip.stack(strips);
    }
  }

  RestorationRequest request(Path... inputs) {
    return new RestorationRequest(
        List.of(inputs),
        out(),
        new NameTemplate("{name}.{ext}"),
        OnExisting.FAIL,
        false,
        null,
        95,
        Double.NaN,
        Direction.AUTO,
        Set.of(),
        2);
  }

  List<JobResult> run(ImageRestorer model, RestorationRequest request) throws JobException {
    cancellation = new Cancellation();
    PartFiles parts = new PartFiles();
    JobListener listener =
        new JobListener() {
          @Override
          public void started(Job job, int index, int count) {}

          @Override
          public void progressed(Job job, Progress.Snapshot snapshot) {
            watcher.accept(snapshot);
          }

          @Override
          public void finished(JobResult result) {}
        };
    List<Job> jobs = new Restore(model, checkpoints).plan(request);
    return new JobRunner(listener, cancellation, parts).run(jobs);
  }

  /** Names of all files below a folder. */
  static List<String> tree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> folder.relativize(f).toString())
          .sorted()
          .toList();
    }
  }
}
