package org.scanline.separate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.AudioReader;
import org.scanline.audio.file.AudioWriter;
import org.scanline.audio.file.Codec;
import org.scanline.audio.file.OutputFormat;
import org.scanline.audio.file.Tags;
import org.scanline.audio.separation.Separator;
import org.scanline.jobs.Cancellation;
import org.scanline.jobs.Job;
import org.scanline.jobs.JobException;
import org.scanline.jobs.JobListener;
import org.scanline.jobs.JobResult;
import org.scanline.jobs.JobRunner;
import org.scanline.jobs.NameTemplate;
import org.scanline.jobs.OnExisting;
import org.scanline.jobs.OutputPlan;
import org.scanline.jobs.PartFiles;
import org.scanline.jobs.Progress;

/** What the tests of this application share: songs to make, and runs to make of them. */
final class Bench {
  static final Tags TAGS = new Tags(Map.of("title", "Song", "replaygain_track_gain", "-9"), null);

  final Path folder;
  final Cancellation cancellation = new Cancellation();
  final PartFiles parts = new PartFiles();

  Bench(Path folder) {
    this.folder = folder;
  }

  Path out() {
    return folder.resolve("out");
  }

  SeparationRequest request(Codec codec, ClipPolicy clip, Path... songs) {
    OutputPlan plan =
        new OutputPlan(
            out(), new NameTemplate("{track}/{stem}.{ext}"), codec.extension(), OnExisting.FAIL);
    return new SeparationRequest(
        List.of(songs), plan, OutputFormat.of(codec), clip, StemChoice.ALL, TimeRange.ALL);
  }

  List<JobResult> run(Separator model, SeparationRequest request) throws JobException {
    List<Job> jobs = new Separate(model).plan(request);
    return new JobRunner(new Silent(), cancellation, parts).run(jobs);
  }

  /** Noise of a level, written as a file. */
  Path song(String name, Codec codec, int rate, int channels, int frames, float level)
      throws IOException {
    Path path = folder.resolve(name);
    try (AudioWriter writer =
        AudioWriter.create(path, OutputFormat.of(codec), rate, channels, TAGS)) {
      writer.write(noise(rate, channels, frames, level));
    }
    return path;
  }

  static AudioBuffer noise(int rate, int channels, int frames, float level) {
    Random random = new Random(frames);
    float[][] samples = new float[channels][frames];
    for (float[] channel : samples) {
      for (int i = 0; i < frames; i++) {
        channel[i] = level * (2 * random.nextFloat() - 1);
      }
    }
    return AudioBuffer.of(rate, samples);
  }

  static AudioBuffer read(Path path) throws IOException {
    try (AudioReader reader = AudioReader.open(path)) {
      List<AudioBuffer> blocks = new ArrayList<>();
      AudioBuffer block = reader.read(10_007);
      blocks.add(block);
      while (!block.isEmpty()) {
        block = reader.read(10_007);
        blocks.add(block);
      }
      return AudioBuffer.concat(blocks);
    }
  }

  static List<String> tree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(p -> folder.relativize(p).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  private static final class Silent implements JobListener {
    @Override
    public void started(Job job, int index, int count) {}

    @Override
    public void progressed(Job job, Progress.Snapshot snapshot) {}

    @Override
    public void finished(JobResult result) {}
  }
}
