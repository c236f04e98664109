package org.scanline.separate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.AudioFileException;
import org.scanline.audio.file.AudioReader;
import org.scanline.audio.file.Codec;
import org.scanline.audio.file.OutputFormat;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobContext;
import org.scanline.jobs.JobException;
import org.scanline.jobs.PartFile;

/**
 * Keeps stems as floats until the loudest sample of all is known, then writes them in their final
 * form with one gain for all.
 *
 * <p>Memory does not grow with the length of the song; the floats lie beside the output as hidden
 * part files, each deleted as soon as its stem is written.
 */
final class CommonGainSink implements StemSink {
  private static final int BLOCK = 1 << 16;

  private final JobContext context;
  private final Map<String, Path> targets;
  private final StemFormat format;
  private final StemFormat floats;
  private final Map<String, PartFile> scratch = new LinkedHashMap<>();
  private final Map<String, StemEncoder> encoders = new LinkedHashMap<>();
  private float peak;
  private long frames;
  private long framesWritten;

  CommonGainSink(JobContext context, Map<String, Path> targets, StemFormat format)
      throws JobException {
    this.context = context;
    this.targets = targets;
    this.format = format;
    this.floats =
        new StemFormat(
            format.inputRate(), format.channels(), OutputFormat.of(Codec.WAV_FLOAT), format.tags());
    try {
      for (Map.Entry<String, Path> target : targets.entrySet()) {
        PartFile part = context.parts().scratch(target.getValue());
        scratch.put(target.getKey(), part);
        encoders.put(target.getKey(), new StemEncoder(part, floats, 1, false));
      }
    } catch (JobException e) {
      close();
      throw e;
    }
  }

  @Override
  public void write(Map<String, AudioBuffer> stems) throws JobException {
    for (Map.Entry<String, AudioBuffer> stem : stems.entrySet()) {
      // Stems that are kept from an earlier run count too: the gain must be the same again.
      peak = Math.max(peak, peakOf(stem.getValue()));
      StemEncoder encoder = encoders.get(stem.getKey());
      if (encoder != null) {
        encoder.write(stem.getValue());
      }
    }
    frames += stems.values().stream().findFirst().map(AudioBuffer::frames).orElse(0);
  }

  private static float peakOf(AudioBuffer block) {
    float peak = 0;
    for (int c = 0; c < block.channels(); c++) {
      for (float sample : block.channel(c)) {
        peak = Math.max(peak, Math.abs(sample));
      }
    }
    return peak;
  }

  private float gain() {
    return peak > 1 ? 1 / peak : 1;
  }

  @Override
  public List<PartFile> finish() throws JobException {
    for (StemEncoder encoder : encoders.values()) {
      encoder.finish();
    }
    if (gain() == 1 && format.output().codec() == Codec.WAV_FLOAT) {
      return new ArrayList<>(scratch.values());
    }
    context
        .progress()
        .begin("writing", SoundSeconds.UNIT, (double) frames * targets.size() / format.inputRate());
    List<Callable<PartFile>> tasks = new ArrayList<>();
    for (PartFile floatPart : scratch.values()) {
      PartFile part = context.parts().open(floatPart.target());
      tasks.add(() -> convert(floatPart, part));
    }
    return inParallel(tasks);
  }

  private PartFile convert(PartFile from, PartFile to) throws JobException {
    try (AudioReader reader = AudioReader.open(from.path());
        StemEncoder encoder = new StemEncoder(to, format, gain(), false)) {
      while (true) {
        context.cancellation().check();
        AudioBuffer block = reader.read(BLOCK);
        if (block.isEmpty()) {
          break;
        }
        encoder.write(block);
        advance(block.frames());
      }
      PartFile done = encoder.finish();
      context.parts().discard(from);
      return done;
    } catch (AudioFileException e) {
      throw new JobException(
          Failure.OUTPUT,
          "cannot read back what was written for " + from.target() + ": " + e.getMessage(),
          e);
    }
  }

  private synchronized void advance(int written) {
    framesWritten += written;
    context.progress().advanceTo((double) framesWritten / format.inputRate());
  }

  private static List<PartFile> inParallel(List<Callable<PartFile>> tasks) throws JobException {
    int threads = Math.min(tasks.size(), Runtime.getRuntime().availableProcessors());
    ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, threads));
    try {
      List<PartFile> parts = new ArrayList<>();
      for (Future<PartFile> result : workers.invokeAll(tasks)) {
        parts.add(result.get());
      }
      return parts;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } finally {
      workers.shutdownNow();
      awaitEnd(workers);
    }
  }

  private static void awaitEnd(ExecutorService workers) {
    try {
      if (!workers.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a writer does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static JobException rethrown(@Nullable Throwable cause) {
    if (cause instanceof JobException job) {
      return job;
    }
    if (cause instanceof RuntimeException runtime) {
      throw runtime;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new JobException(Failure.INTERNAL, "a fault of ours: " + cause, cause);
  }

  @Override
  public List<String> notes() {
    return gain() == 1
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "all stems lowered by %.2f dB so that none passes full scale (--clip none leaves"
                    + " the level)",
                20 * Math.log10(peak)));
  }

  @Override
  public void close() {
    encoders.values().forEach(StemEncoder::close);
    scratch.values().forEach(context.parts()::discard);
  }
}
