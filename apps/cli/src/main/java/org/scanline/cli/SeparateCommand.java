package org.scanline.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.file.OutputFormat;
import org.scanline.audio.separation.Separator;
import org.scanline.jobs.Job;
import org.scanline.jobs.JobException;
import org.scanline.jobs.OutputPlan;
import org.scanline.separate.ClipPolicy;
import org.scanline.separate.Separate;
import org.scanline.separate.SeparationRequest;
import org.scanline.separate.StemChoice;
import org.scanline.separate.TimeRange;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes songs apart into stems. */
@Command(
    name = "separate",
    description = "Takes songs apart into stems: vocals, drums, bass, other.",
    customSynopsis = "scanline separate [OPTION]... SONG...",
    sortOptions = false,
    usageHelpAutoWidth = false,
    footer = {
      "",
      "Examples:",
      "  scanline separate song.mp3",
      "  scanline separate --picture song.mp3",
      "  scanline separate --two-stems vocals --format flac -o karaoke album/",
      "  scanline separate -m 955717e8-8726e21a.th song.mp3"
    })
final class SeparateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private HelpOption help = new HelpOption();

  @Parameters(
      paramLabel = "SONG",
      arity = "1..*",
      description = "Audio or video files; a folder means the audio files directly in it.")
  private List<Path> songs = List.of();

  @Mixin private OutputOptions output = new OutputOptions("separated", "{track}/{stem}.{ext}");

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description =
          "Name of a model, or a publisher's file or folder of weights, such as 955717e8-8726e21a.th"
              + " (default: the one that comes with Scanline).")
  private @Nullable String model;

  @ArgGroup(exclusive = true)
  private StemOptions stems = new StemOptions();

  @Option(
      names = "--rest",
      paramLabel = "HOW",
      description =
          "What stands against the one stem: sum of the other stems (no_STEM, the default) or"
              + " residual, the song less the stem (minus_STEM).")
  private StemChoice.@Nullable Rest rest;

  @Mixin private WindowChoice windows = new WindowChoice();

  @Mixin private FormatOptions format = new FormatOptions();

  @Option(
      names = "--clip",
      paramLabel = "HOW",
      defaultValue = "common-gain",
      description =
          "When a sample would pass full scale: none, common-gain (lowers all stems alike) or"
              + " clamp (default: ${DEFAULT-VALUE}).")
  private ClipPolicy clip = ClipPolicy.COMMON_GAIN;

  @Option(
      names = "--picture",
      description = "Draw the song and its stems as spectrograms too: {track}/{track}.png.")
  private boolean picture;

  @Option(names = "--start", paramLabel = "TIME", description = "Begin here: seconds or mm:ss.")
  private @Nullable String start;

  @Option(names = "--duration", paramLabel = "TIME", description = "Take only this much.")
  private @Nullable String duration;

  @Mixin private RunOptions run = new RunOptions();

  private final Console console;
  private final ModelLoader loader;

  SeparateCommand(Console console, ModelLoader loader) {
    this.console = console;
    this.loader = loader;
  }

  /** One of two ways to choose stems. */
  static final class StemOptions {
    @Option(
        names = "--two-stems",
        paramLabel = "STEM",
        description = "Only this stem and the rest, such as vocals and no_vocals; see --rest.")
    private @Nullable String against;

    @Option(
        names = "--stems",
        paramLabel = "STEM",
        split = ",",
        description = "Only these stems, separated by commas.")
    private List<String> only = List.of();

    StemChoice choice(StemChoice.@Nullable Rest rest) {
      if (rest != null && against == null) {
        throw new IllegalArgumentException("--rest goes with --two-stems only");
      }
      return new StemChoice(only == null ? List.of() : only, against, rest);
    }
  }

  @Override
  public Integer call() throws JobException {
    SeparationRequest request = request();
    return new Run(request, threads()).run(run.report(console, "separating"));
  }

  /** From the request to the stems. */
  private final class Run extends ModelRun<Separator> {
    private final SeparationRequest request;
    private final int threads;

    Run(SeparationRequest request, int threads) {
      this.request = request;
      this.threads = threads;
    }

    @Override
    Separator load() throws JobException {
      Separator loaded = loader.load(model, run.device(), threads);
      try {
        return loaded.with(windows.options());
      } catch (IllegalArgumentException e) {
        loaded.close();
        throw usage(e);
      }
    }

    @Override
    List<Job> plan(Separator loaded) throws JobException {
      try {
        return new Separate(loaded).plan(request);
      } catch (IllegalArgumentException e) {
        throw usage(e);
      }
    }

    @Override
    String begun() {
      return "Separating into " + output.folder() + " ...";
    }

    @Override
    LoadedModel described(Separator loaded) {
      return LoadedModel.of(loaded);
    }
  }

  private int threads() {
    try {
      return run.threads();
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
  }

  private SeparationRequest request() {
    try {
      windows.options();
      OutputFormat form = format.format();
      OutputPlan plan =
          new OutputPlan(
              output.folder(), output.template(), form.codec().extension(), output.onExisting());
      return new SeparationRequest(songs, plan, form, clip, stems.choice(rest), range(), picture);
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
  }

  private TimeRange range() {
    return new TimeRange(
        start == null ? 0 : TimeRange.seconds(start),
        duration == null ? Double.POSITIVE_INFINITY : TimeRange.seconds(duration));
  }

  private ParameterException usage(IllegalArgumentException e) {
    return new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
  }
}
