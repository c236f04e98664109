package org.scanline.separate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.AudioFileException;
import org.scanline.audio.file.AudioFormat;
import org.scanline.audio.file.AudioReader;
import org.scanline.audio.file.Codec;
import org.scanline.audio.separation.LevelMeter;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.SoundLevel;
import org.scanline.audio.separation.Stems;
import org.scanline.audio.signal.Downmix;
import org.scanline.jobs.Delivery;
import org.scanline.jobs.DiskSpace;
import org.scanline.jobs.Failure;
import org.scanline.jobs.Job;
import org.scanline.jobs.JobContext;
import org.scanline.jobs.JobException;
import org.scanline.jobs.Outputs;
import org.scanline.jobs.PartFile;

/** Separates one song: decode, mix down, separate, level, encode, verify, rename. */
final class SongJob implements Job {
  /** Frames decoded at once; also how often the user's wish to stop is heard. */
  private static final int BLOCK = 1 << 17;

  private final Separator model;
  private final SeparationRequest request;
  private final Outputs outputs;
  private final List<String> notes = new ArrayList<>();

  SongJob(Separator model, SeparationRequest request, Outputs outputs) {
    this.model = model;
    this.request = request;
    this.outputs = outputs;
  }

  @Override
  public String name() {
    return outputs.input().toString();
  }

  @Override
  public Delivery run(JobContext context) throws JobException {
    List<Path> files = new ArrayList<>(outputs.kept().values());
    if (outputs.complete()) {
      return new Delivery(files, List.of(), true);
    }
    try (AudioReader reader = AudioReader.open(outputs.input())) {
      files.addAll(separate(reader, context));
      reader.warnings().forEach(notes::add);
      return new Delivery(files, notes, false);
    } catch (AudioFileException e) {
      throw new JobException(Failure.INPUT, String.valueOf(e.getMessage()), e);
    }
  }

  private List<Path> separate(AudioReader reader, JobContext context)
      throws JobException, AudioFileException {
    AudioFormat input = reader.format();
    StemFormat format =
        new StemFormat(
            input.sampleRate(),
            Math.min(2, input.channels()),
            request.format(),
            StemTags.of(reader.tags()));
    noteChanges(input, format);
    long first = request.range().firstFrame(input.sampleRate());
    if (first > 0 && reader.skip(first) < first) {
      throw new JobException(Failure.INPUT, "ends before --start; choose an earlier start");
    }
    long most = request.range().maxFrames(input.sampleRate());
    long expected = input.frames() < 0 ? -1 : Math.max(0, Math.min(input.frames() - first, most));
    PictureOutput picture =
        new PictureOutput(outputs, format, reader.tags(), request.range().start());
    requireSpace(format, expected, picture.bytes());
    @Nullable SoundLevel level = model.wantsLevel() ? measured(format, expected, context) : null;
    try (StemSink sink = sink(context, format)) {
      context
          .progress()
          .begin(
              "separating",
              SoundSeconds.UNIT,
              expected < 0 ? Double.NaN : seconds(expected, format));
      long frames =
          pump(new Blocks(reader, most), format, new Drain(sink, picture, level), context);
      List<PartFile> parts = sink.finish();
      for (PartFile part : parts) {
        Verification.check(part, format, frames);
      }
      notes.addAll(sink.notes());
      parts.addAll(picture.finish(context, notes));
      return context.parts().commit(parts);
    }
  }

  private static double seconds(long frames, StemFormat format) {
    return (double) frames / format.inputRate();
  }

  /** Hears the chosen range of the song once before it is separated, for its level. */
  private SoundLevel measured(StemFormat format, long expected, JobContext context)
      throws JobException, AudioFileException {
    try (AudioReader reader = AudioReader.open(outputs.input());
        LevelMeter meter = model.meter(format.inputRate(), format.channels())) {
      context
          .progress()
          .begin(
              "measuring",
              SoundSeconds.UNIT,
              expected < 0 ? Double.NaN : seconds(expected, format));
      reader.skip(request.range().firstFrame(format.inputRate()));
      Blocks blocks = new Blocks(reader, request.range().maxFrames(format.inputRate()));
      for (AudioBuffer block = blocks.next(); !block.isEmpty(); block = blocks.next()) {
        context.cancellation().check();
        meter.push(block);
        context.progress().advanceTo(seconds(blocks.frames(), format));
      }
      return meter.finish();
    }
  }

  private SeparationStream stream(StemFormat format, @Nullable SoundLevel level) {
    return level == null
        ? model.stream(format.inputRate(), format.channels())
        : model.stream(format.inputRate(), format.channels(), level);
  }

  private long pump(Blocks blocks, StemFormat format, Drain drain, JobContext context)
      throws JobException, AudioFileException {
    long written = 0;
    @Nullable Unanswered mixture =
        request.stems().wantsMixture(model.stems()) ? new Unanswered() : null;
    try (SeparationStream stream = stream(format, drain.level())) {
      for (AudioBuffer block = blocks.next(); !block.isEmpty(); block = blocks.next()) {
        context.cancellation().check();
        drain.picture().mixture(block);
        if (mixture != null) {
          mixture.add(block);
        }
        written += pass(stream.push(block), mixture, drain);
        context.progress().advanceTo(seconds(written, format));
      }
      if (blocks.frames() == 0) {
        throw new JobException(Failure.INPUT, "has no sound in it; choose another file");
      }
      written += pass(stream.finish(), mixture, drain);
      context.progress().advanceTo(seconds(written, format));
    }
    if (written != blocks.frames()) {
      throw new IllegalStateException(
          "the model gave " + written + " frames for " + blocks.frames());
    }
    return written;
  }

  /** Where the stems of a song run to, and the level they have. */
  private record Drain(StemSink sink, PictureOutput picture, @Nullable SoundLevel level) {}

  private int pass(Stems stems, @Nullable Unanswered mixture, Drain drain) throws JobException {
    AudioBuffer like = stems.get(stems.names().get(0));
    Map<String, AudioBuffer> chosen =
        request.stems().from(stems, mixture == null ? null : mixture.take(like));
    drain.sink().write(chosen);
    drain.picture().stems(chosen);
    Collection<AudioBuffer> sounds = chosen.values();
    return sounds.iterator().next().frames();
  }

  private Map<String, Path> stemTargets() {
    Map<String, Path> targets = new LinkedHashMap<>(outputs.targets());
    targets.remove(PictureOutput.COMPANION.part());
    return targets;
  }

  private StemSink sink(JobContext context, StemFormat format) throws JobException {
    Map<String, Path> targets = stemTargets();
    return switch (request.clip()) {
      case COMMON_GAIN -> new CommonGainSink(context, targets, format);
      case CLAMP -> new DirectSink(context.parts(), targets, format, true);
      case NONE -> new DirectSink(context.parts(), targets, format, false);
    };
  }

  private void requireSpace(StemFormat format, long frames, long more) throws JobException {
    if (frames < 0) {
      return;
    }
    int files = stemTargets().size();
    long bytes = files * format.bytes(frames);
    if (request.clip() == ClipPolicy.COMMON_GAIN) {
      // Floats of all stems, while at most two are written in their final form.
      int atOnce = format.output().codec() == Codec.WAV_FLOAT ? 1 : Math.min(2, files);
      bytes = Math.max(bytes, files * format.floatBytes(frames) + atOnce * format.bytes(frames));
    }
    DiskSpace.require(request.output().folder(), bytes + more);
  }

  private void noteChanges(AudioFormat input, StemFormat format) {
    if (input.channels() > 2) {
      notes.add(input.channels() + " channels were mixed down to stereo");
    }
    if (format.outputRate() != input.sampleRate()) {
      notes.add(
          "%s has no %d Hz; written at %d Hz"
              .formatted(
                  format.output().codec().extension(), input.sampleRate(), format.outputRate()));
    }
  }

  /** The chosen range of a file in stereo or mono. */
  private static final class Blocks {
    private final AudioReader reader;
    private final Downmix downmix;
    private final long most;
    private long frames;

    Blocks(AudioReader reader, long most) {
      this.reader = reader;
      this.downmix = new Downmix(reader.format().layout());
      this.most = most;
    }

    AudioBuffer next() throws AudioFileException {
      AudioFormat format = reader.format();
      int wanted = (int) Math.min(BLOCK, most - frames);
      AudioBuffer block =
          wanted == 0
              ? AudioBuffer.empty(format.sampleRate(), format.channels())
              : reader.read(wanted);
      frames += block.frames();
      return downmix.changesSound() ? downmix.toStereo(block) : block;
    }

    long frames() {
      return frames;
    }
  }
}
