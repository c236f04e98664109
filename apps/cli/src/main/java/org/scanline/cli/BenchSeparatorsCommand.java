package org.scanline.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scanline.datasets.benchmark.SeparatorBenchmark;
import org.scanline.datasets.benchmark.SeparatorSpeed;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Times the published separation nets. */
@Command(
    name = "separators",
    description =
        "Times separation nets of published size with random weights: CPU and wall seconds for a"
            + " second of stereo sound at 44.1 kHz, and the highest memory of the process, which"
            + " each net has for itself. audio/benchmarks/separators_peer.py measures PyTorch alike.",
    sortOptions = false,
    customSynopsis = "scanline bench separators [OPTION]...")
final class BenchSeparatorsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--nets",
      split = ",",
      paramLabel = "NET",
      description = "Of htdemucs, hdemucs, conv-tasnet (default: all).")
  private List<String> nets = SeparatorBenchmark.names();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Length of the sound (default: ${DEFAULT-VALUE}).")
  private double seconds = 10;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Runs after a first one; the best counts (default: ${DEFAULT-VALUE}).")
  private int runs = 3;

  @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there.")
  private @Nullable Path json;

  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  BenchSeparatorsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, JobException, InterruptedException {
    for (String net : nets) {
      if (!SeparatorBenchmark.names().contains(net)) {
        throw usage(
            "no net '" + net + "'; there are " + String.join(", ", SeparatorBenchmark.names()));
      }
    }
    if (json != null) {
      BenchBackbonesCommand.demandWritable(json); // now, not after minutes
    }
    List<SeparatorSpeed> speeds = new ArrayList<>();
    for (String net : nets) {
      console.note(net);
      Optional<Relaunch> process =
          nets.size() == 1 ? Optional.empty() : Relaunch.upTo("separators");
      speeds.addAll(process.isPresent() ? elsewhere(process.get(), net) : List.of(here(net)));
    }
    SeparatorSpeed.table(speeds).lines().forEach(console::result);
    if (json != null) {
      Files.writeString(json, SeparatorSpeed.toJson(speeds));
    }
    return ExitCode.DONE.status();
  }

  private SeparatorSpeed here(String net) {
    try {
      return SeparatorBenchmark.run(net, seconds, runs);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private List<SeparatorSpeed> elsewhere(Relaunch own, String net)
      throws IOException, InterruptedException, JobException {
    Path file = Files.createTempFile("scanline-bench", ".json");
    try {
      List<String> arguments = new ArrayList<>();
      arguments.addAll(List.of("--nets", net, "--json", file.toString()));
      arguments.addAll(List.of("--seconds", Double.toString(seconds)));
      arguments.addAll(List.of("--runs", Integer.toString(runs)));
      if (own.run(arguments) != 0) {
        throw new JobException(
            Failure.INTERNAL, net + " could not be measured: --nets " + net + " alone tells why");
      }
      return SeparatorSpeed.fromJson(Files.readString(file));
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
