package org.scanline.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.file.OutputFormat;
import org.scanline.audio.separation.ComputeDevice;
import org.scanline.audio.separation.Separator;
import org.scanline.jobs.Cancellation;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.Job;
import org.scanline.jobs.JobException;
import org.scanline.jobs.JobResult;
import org.scanline.jobs.JobRunner;
import org.scanline.jobs.NameTemplate;
import org.scanline.jobs.OnExisting;
import org.scanline.jobs.OutputPlan;
import org.scanline.jobs.PartFiles;
import org.scanline.jobs.ShutdownGuard;
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
  /** How long Ctrl-C waits for the block under way. */
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  @Spec private CommandSpec spec;

  @Mixin private HelpOption help = new HelpOption();

  @Parameters(
      paramLabel = "SONG",
      arity = "1..*",
      description = "Audio or video files; a folder means the audio files directly in it.")
  private List<Path> songs = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      defaultValue = "separated",
      description = "Where the stems go (default: ${DEFAULT-VALUE}).")
  private Path output = Path.of("separated");

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
      names = "--name",
      paramLabel = "PATTERN",
      defaultValue = "{track}/{stem}.{ext}",
      description = "Names of the outputs; {model} may be used too (default: ${DEFAULT-VALUE}).")
  private String name = "{track}/{stem}.{ext}";

  @Option(
      names = "--picture",
      description = "Draw the song and its stems as spectrograms too: {track}/{track}.png.")
  private boolean picture;

  @Option(
      names = "--on-existing",
      paramLabel = "WHAT",
      defaultValue = "fail",
      description =
          "When an output is there already: fail (before any work), skip, overwrite or rename"
              + " (default: ${DEFAULT-VALUE}).")
  private OnExisting onExisting = OnExisting.FAIL;

  @Option(
      names = "--resume",
      description = "Finish an interrupted run: the same as --on-existing skip.")
  private boolean resume;

  @Option(names = "--start", paramLabel = "TIME", description = "Begin here: seconds or mm:ss.")
  private @Nullable String start;

  @Option(names = "--duration", paramLabel = "TIME", description = "Take only this much.")
  private @Nullable String duration;

  @Option(
      names = "--device",
      paramLabel = "WHERE",
      defaultValue = "auto",
      description = "auto, cpu or gpu (default: ${DEFAULT-VALUE}).")
  private ComputeDevice device = ComputeDevice.AUTO;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Processor cores to use (default: all). The result is the same.")
  private @Nullable Integer threads;

  @Option(
      names = "--json",
      description = "One JSON object in a line on the standard output (docs/json.md).")
  private boolean json;

  @ArgGroup(exclusive = true)
  private Verbosity verbosity = new Verbosity();

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

  /** How much is said. */
  static final class Verbosity {
    @Option(
        names = {"-q", "--quiet"},
        description = "Say nothing but errors.")
    private boolean quiet;

    @Option(
        names = {"-v", "--verbose"},
        description = "Say what the libraries log, too.")
    private boolean verbose;
  }

  @Override
  @SuppressWarnings("try") // the guard works by being there
  public Integer call() throws JobException {
    if (verbosity.verbose) {
      Logging.verbose();
    }
    SeparationRequest request = request();
    Report report = json ? new JsonReport(console) : report();
    Cancellation cancellation = new Cancellation();
    PartFiles parts = new PartFiles();
    try (ShutdownGuard guard =
            new ShutdownGuard(cancellation, parts, PATIENCE, report::interrupted);
        Separator loaded = loader.load(model, device, threads())) {
      Separator chosen = windowed(loaded);
      List<Job> jobs = plan(chosen, request);
      report.begun("Separating into " + output + " ...");
      report.loaded(chosen);
      List<JobResult> results = new JobRunner(report, cancellation, parts).run(jobs);
      report.ended(results);
      return ExitCode.of(results).status();
    }
  }

  private Report report() {
    return verbosity.quiet ? new QuietReport(console) : new HumanReport(console);
  }

  private Separator windowed(Separator loaded) {
    try {
      return loaded.with(windows.options());
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
  }

  private List<Job> plan(Separator loaded, SeparationRequest request) throws JobException {
    try {
      return new Separate(loaded).plan(request);
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
  }

  private SeparationRequest request() {
    try {
      windows.options();
      if (threads != null && threads < 1) {
        throw new IllegalArgumentException("--threads must be at least 1");
      }
      OutputFormat form = format.format();
      OutputPlan plan =
          new OutputPlan(
              output,
              new NameTemplate(name),
              form.codec().extension(),
              resume ? OnExisting.SKIP : onExisting);
      return new SeparationRequest(songs, plan, form, clip, stems.choice(rest), range(), picture);
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
  }

  private int threads() {
    return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
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
