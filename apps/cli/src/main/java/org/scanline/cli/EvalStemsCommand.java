package org.scanline.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scanline.datasets.scoring.StemEvaluation;
import org.scanline.datasets.scoring.StemMetric;
import org.scanline.datasets.scoring.StemReport;
import org.scanline.jobs.Cancellation;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import org.scanline.jobs.OnExisting;
import org.scanline.jobs.OutputErrors;
import org.scanline.jobs.PartFile;
import org.scanline.jobs.PartFiles;
import org.scanline.jobs.ShutdownGuard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores separated stems against the true ones. */
@Command(
    name = "stems",
    description = "Scores separated stems, by any program, against the true ones.",
    sortOptions = false,
    customSynopsis = "scanline eval stems [OPTION]... REFERENCE [NAME=]ESTIMATE...",
    footer = {
      "%nFolders: TRACK/STEM.wav (any audio format), train|test/TRACK/STEM.wav, TRACK.stem.mp4",
      "(MUSDB18), MODEL/TRACK/STEM.wav (Demucs), STEM/TRACK.wav (LibriMix), TRACK_(Stem)_*.wav.",
      "Tracks and stems are matched by name; speakers in the order that fits best.",
      "%nMetrics: bss (SDR, ISR, SIR, SAR of BSS Eval v4), bss-global, bss-sources (v3), si-sdr,",
      "si-sdr-zm, si-sdri, nsdr, active-sdr, stft, all; docs/stem-metrics.md says which is what."
    })
final class EvalStemsCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final List<String> FILES = List.of("scores.csv", "scores.json", "report.html");

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "REFERENCE", description = "Folder of the true stems.")
  private Path reference = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "ESTIMATE",
      description = "Folders of separated stems, one for each system; NAME= names it.")
  private List<String> estimates = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Also write scores.csv, scores.json and report.html there.")
  private @Nullable Path output;

  @Option(
      names = "--metrics",
      split = ",",
      paramLabel = "METRIC",
      description = "See below (default: bss,si-sdr,si-sdri,nsdr,active-sdr,stft).")
  private @Nullable List<String> metrics;

  @Option(
      names = "--as",
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table, markdown, csv or json (default: ${DEFAULT-VALUE}).")
  private ReportForm form = ReportForm.TABLE;

  @Option(
      names = "--on-existing",
      paramLabel = "WHAT",
      defaultValue = "fail",
      description = "fail or overwrite (default: ${DEFAULT-VALUE}).")
  private OnExisting onExisting = OnExisting.FAIL;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Tracks at a time (default: one for each processor).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  EvalStemsCommand(Console console) {
    this.console = console;
  }

  @Override
  @SuppressWarnings("try")
  public Integer call() throws IOException, JobException {
    StemEvaluation.Settings settings = settings();
    refuseExisting();
    PartFiles parts = new PartFiles();
    try (ShutdownGuard guard =
        new ShutdownGuard(new Cancellation(), parts, PATIENCE, () -> console.note("interrupted"))) {
      StemReport report = new StemEvaluation(settings, this::step).run();
      if (console.terminal()) {
        console.draw("");
      }
      write(report, parts);
      print(report);
      return status(report).status();
    }
  }

  private StemEvaluation.Settings settings() {
    try {
      if (onExisting != OnExisting.FAIL && onExisting != OnExisting.OVERWRITE) {
        throw new IllegalArgumentException("--on-existing takes fail or overwrite here");
      }
      return new StemEvaluation.Settings(
          reference,
          estimates.stream().map(EvalStemsCommand::estimate).toList(),
          metrics == null ? StemMetric.usual() : StemMetric.parse(metrics),
          threads);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** A folder may have "=" in its name: what is there is a folder. */
  private static StemEvaluation.Estimate estimate(String word) {
    int at = word.indexOf('=');
    return at < 1 || Files.exists(Path.of(word))
        ? new StemEvaluation.Estimate(null, Path.of(word))
        : new StemEvaluation.Estimate(word.substring(0, at), Path.of(word.substring(at + 1)));
  }

  private void refuseExisting() throws JobException {
    Path folder = output;
    if (folder == null) {
      return;
    }
    for (String name : FILES) {
      Path file = folder.resolve(name);
      if (Files.exists(file) && onExisting == OnExisting.FAIL) {
        throw new JobException(
            Failure.OUTPUT,
            file + " exists already; nothing was done (--on-existing overwrite replaces it)");
      }
    }
  }

  private void write(StemReport report, PartFiles parts) throws JobException {
    Path folder = output;
    if (folder == null) {
      return;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("scores.csv", report.toCsv());
    texts.put("scores.json", report.toJson());
    texts.put("report.html", report.toHtml());
    List<PartFile> written = new ArrayList<>();
    for (Map.Entry<String, String> text : texts.entrySet()) {
      PartFile part = parts.open(folder.resolve(text.getKey()));
      try {
        Files.write(part.path(), text.getValue().getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new JobException(Failure.OUTPUT, OutputErrors.explain(part.target(), e), e);
      }
      written.add(part);
    }
    parts.commit(written);
  }

  private void print(StemReport report) {
    String text =
        switch (form) {
          case TABLE -> report.toTable();
          case MARKDOWN -> report.toMarkdown();
          case CSV -> report.toCsv();
          case JSON -> report.toJson();
        };
    text.lines().forEach(console::result);
    report.notes().forEach(console::note);
    report.tracks().forEach(track -> track.notes().forEach(console::note));
    report.failures().forEach(failure -> console.error(failure.track() + ": " + failure.message()));
  }

  private static ExitCode status(StemReport report) {
    return report.failures().isEmpty()
        ? ExitCode.DONE
        : report.tracks().isEmpty() ? ExitCode.ALL_FAILED : ExitCode.SOME_FAILED;
  }

  private void step(StemEvaluation.Step step) {
    String what =
        "[%d/%d] %s: %s".formatted(step.done(), step.count(), step.track(), step.system());
    if (console.terminal()) {
      boolean known = !Double.isNaN(step.fraction());
      console.draw(known ? what + ", " + (int) (100 * step.fraction()) + " %" : what);
    } else if (step.fraction() == 1) {
      console.note(what);
    }
  }
}
