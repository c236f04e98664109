package org.scanline.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scanline.datasets.benchmark.BackboneBenchmark;
import org.scanline.datasets.benchmark.BenchmarkKernel;
import org.scanline.datasets.benchmark.BenchmarkReport;
import org.scanline.datasets.benchmark.BenchmarkSettings;
import org.scanline.datasets.benchmark.Sizes;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Times the recurrences under the mixers. */
@Command(
    name = "backbones",
    description =
        "Times the recurrences under the mixers, beside their chunked forms, softmax attention and"
            + " the engine's matrix product. Nothing else should run meanwhile.",
    sortOptions = false,
    customSynopsis = "scanline bench backbones [OPTION]...")
final class BenchBackbonesCommand implements Callable<Integer> {
  private static final List<String> LENGTHS = List.of("1k", "4k", "16k", "64k", "256k", "1M");
  private static final List<String> QUICK_LENGTHS = List.of("1k", "16k");
  private static final double SECONDS = 0.8;
  private static final double QUICK_SECONDS = 0.1;

  @Spec private CommandSpec spec;

  @Option(
      names = "--kernels",
      split = ",",
      paramLabel = "KERNEL",
      description =
          "Of ungated, gla, ssd, delta, gated-delta, dplr, selective, long-convolution, softmax"
              + " (default: all, and whole mixers).")
  private @Nullable List<String> kernels;

  @Option(
      names = "--lengths",
      split = ",",
      paramLabel = "N",
      description = "Tokens, such as 1000, 16k, 1M (default: 1k,4k,16k,64k,256k,1M).")
  private @Nullable List<String> lengths;

  @Option(
      names = "--peers",
      paramLabel = "N",
      defaultValue = "16k",
      description =
          "Longest sequence of the chunked forms and of softmax attention (default:"
              + " ${DEFAULT-VALUE}).")
  private String peers = "16k";

  @Option(names = "--threads", paramLabel = "N", description = "Processor cores (default: all).")
  private @Nullable Integer threads;

  @Option(
      names = "--heads",
      paramLabel = "N",
      defaultValue = "8",
      description = "Heads (default: ${DEFAULT-VALUE}).")
  private int heads;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "64",
      description = "Width of a head (default: ${DEFAULT-VALUE}).")
  private int width;

  @Option(names = "--quick", description = "Fewer lengths, less time for each.")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there.")
  private @Nullable Path json;

  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  BenchBackbonesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, JobException {
    BenchmarkSettings settings = settings();
    if (json != null) {
      demandWritable(json); // now, not after minutes
    }
    Engines.useThreads(settings.threads());
    BenchmarkReport report = new BackboneBenchmark(settings, this::progress).run();
    if (console.terminal()) {
      console.draw("");
    }
    report.toTable().lines().forEach(console::result);
    if (json != null) {
      Files.writeString(json, report.toJson());
    }
    return ExitCode.DONE.status();
  }

  static void demandWritable(Path file) throws JobException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isWritable(folder) || Files.isDirectory(file)) {
      throw new JobException(Failure.OUTPUT, file + " cannot be written");
    }
  }

  private BenchmarkSettings settings() {
    try {
      return new BenchmarkSettings(
          kernels == null
              ? Arrays.asList(BenchmarkKernel.values())
              : kernels.stream().map(BenchmarkKernel::parse).toList(),
          BenchmarkSettings.lengths(lengths != null ? lengths : quick ? QUICK_LENGTHS : LENGTHS),
          new Sizes(heads, width),
          threads == null ? Runtime.getRuntime().availableProcessors() : threads,
          BenchmarkSettings.lengths(List.of(peers)).get(0),
          kernels == null,
          quick ? QUICK_SECONDS : SECONDS);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void progress(String what) {
    if (console.terminal()) {
      console.draw(what);
    } else {
      console.note(what);
    }
  }
}
